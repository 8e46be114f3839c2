import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { zoneFault } from '@sojourn/journey';
import { InputFault, UsageFault, type Command, type Terminal } from './command.js';
import { importHelp } from './import-help.js';

/** Brings history, or what is known of profiles, into a workspace. */
export const command: Command = {
  name: 'import',
  usage:
    'FILE.csv [--kind events|profiles] [--map …] [--event NAME] [--zone ZONE] [--workspace KEY] [--encoding NAME] [--rejected FILE] [--again]',
  summary: { en: 'Brings events or profiles in from a CSV file.', zh: '从 CSV 文件导入事件或用户。' },
  help: importHelp,
  run,
};

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      kind: { type: 'string', default: 'events' },
      map: { type: 'string', default: '' },
      event: { type: 'string' },
      zone: { type: 'string' },
      workspace: { type: 'string' },
      encoding: { type: 'string' },
      rejected: { type: 'string' },
      again: { type: 'boolean', default: false },
    },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageFault('Name one file.');
  if (!existsSync(path)) throw new InputFault(`There is no file ${path}.`);
  const { kind } = values;
  if (kind !== 'events' && kind !== 'profiles') throw new UsageFault('--kind is events or profiles.');
  const fault = values.zone === undefined ? undefined : zoneFault(values.zone);
  if (fault) throw new UsageFault(`--zone: ${fault[terminal.language]}`);
  if (values.encoding !== undefined) checkEncoding(values.encoding);

  // Only now: whoever asks for help needs no server.
  const { importFile } = await import('./import-file-into.js');
  return importFile(path, { ...values, kind }, terminal);
}

function checkEncoding(encoding: string): void {
  try {
    new TextDecoder(encoding);
  } catch {
    throw new UsageFault(`--encoding: "${encoding}" is not known. Try utf-8, gb18030 or windows-1252.`);
  }
}
