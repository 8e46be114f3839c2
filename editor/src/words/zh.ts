import { consoleWords } from './console.js';
import { shell } from './shell.js';
import { states } from './states.js';

/** 全部简体中文文案，按区域。 */
export const zh = {
  ...consoleWords.zh,
  shell: shell.zh,
  states: states.zh,
};
