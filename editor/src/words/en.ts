import { access } from './access.js';
import { shell } from './shell.js';
import { states } from './states.js';

/** Every text in English, by area. */
export const en = {
  access: access.en,
  shell: shell.en,
  states: states.en,
};
