import { access } from './access.js';
import { journeys } from './journeys.js';
import { lifecycle } from './lifecycle.js';
import { meanings } from './meanings.js';
import { profiles } from './profiles.js';

/** The console's texts, by area: everything but the canvas and the frame. */
export const consoleWords = {
  en: {
    access: access.en,
    journeys: journeys.en,
    lifecycle: lifecycle.en,
    meanings: meanings.en,
    profiles: profiles.en,
  },
  zh: {
    access: access.zh,
    journeys: journeys.zh,
    lifecycle: lifecycle.zh,
    meanings: meanings.zh,
    profiles: profiles.zh,
  },
};
