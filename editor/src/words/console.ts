import { access } from './access.js';
import { journeys } from './journeys.js';
import { lifecycle } from './lifecycle.js';
import { logs } from './logs.js';
import { meanings } from './meanings.js';
import { messages } from './messages.js';
import { profiles } from './profiles.js';
import { settings } from './settings.js';
import { why } from './why.js';

/** The console's texts, by area: everything but the canvas and the frame. */
export const consoleWords = {
  en: {
    access: access.en,
    journeys: journeys.en,
    lifecycle: lifecycle.en,
    logs: logs.en,
    meanings: meanings.en,
    messages: messages.en,
    profiles: profiles.en,
    settings: settings.en,
    why: why.en,
  },
  zh: {
    access: access.zh,
    journeys: journeys.zh,
    lifecycle: lifecycle.zh,
    logs: logs.zh,
    meanings: meanings.zh,
    messages: messages.zh,
    profiles: profiles.zh,
    settings: settings.zh,
    why: why.zh,
  },
};
