import { consoleWords } from './console.js';
import { shell } from './shell.js';
import { states } from './states.js';

/** Every text in English, by area. */
export const en = {
  ...consoleWords.en,
  shell: shell.en,
  states: states.en,
};
