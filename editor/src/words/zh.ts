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

/** 全部简体中文文案，按区域。 */
export const zh = {
  ...consoleWords.zh,
  canvas: canvas.zh,
  entry: entry.zh,
  inspector: inspector.zh,
  journeyEditor: journeyEditor.zh,
  keys: keys.zh,
  ruleBuilder: ruleBuilder.zh,
  running: running.zh,
  shell: shell.zh,
  states: states.zh,
  templateEditor: templateEditor.zh,
};
