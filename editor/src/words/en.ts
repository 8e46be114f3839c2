import { consoleWords } from './console.js';
import { canvas } from './canvas.js';
import { entry } from './entry.js';
import { inspector } from './inspector.js';
import { journeyEditor } from './journey-editor.js';
import { keys } from './keys.js';
import { ruleBuilder } from './rule-builder.js';
import { running } from './running.js';
import { shell } from './shell.js';
import { states } from './states.js';
import { templateEditor } from './template-editor.js';

/** Every text in English, by area. */
export const en = {
  ...consoleWords.en,
  canvas: canvas.en,
  entry: entry.en,
  inspector: inspector.en,
  journeyEditor: journeyEditor.en,
  keys: keys.en,
  ruleBuilder: ruleBuilder.en,
  running: running.en,
  shell: shell.en,
  states: states.en,
  templateEditor: templateEditor.en,
};
