import { access } from './access.js';
import { journeys } from './journeys.js';

/** The console's texts, by area: everything but the canvas and the frame. */
export const consoleWords = {
  en: { access: access.en, journeys: journeys.en },
  zh: { access: access.zh, journeys: journeys.zh },
};
