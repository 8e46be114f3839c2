import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InputFault, UsageFault, type Command, type Terminal } from './command.js';

/** Brings a workspace to what a file or folder says. */
export const command: Command = {
  name: 'apply',
  usage: 'FILE|DIR [--publish] [--check] [--workspace KEY]',
  summary: {
    en: 'Brings journeys, templates, model, meanings and settings to what files say.',
    zh: '按文件更新旅程、模板、模型、事件含义与设置。',
  },
  help: {
    en: `
Brings a workspace to what FILE or DIR says, as "sojourn export" wrote it; FILE may also be a single journey. Everything
is checked first and changed in one transaction: all of it or nothing. What is not in the files stays as it is, and
applying the same twice changes nothing the second time. Every change is in the audit log.

  --publish         also publishes every journey of the files that differs from its live version
  --check           only says what would change
  --workspace KEY   which one; not needed where there is one

Exit code 1: something is wrong with the files; stderr says what and where, and nothing was changed.
`,
    zh: `
按 FILE 或 DIR（由“sojourn export”写出）更新工作区；FILE 也可以是单个旅程。先检查全部内容，再在一个事务中更改：要么全部生效，
要么毫无改动。文件中没有的内容保持不变；重复执行不会产生新的改动。所有改动都会记入审计日志。

  --publish         同时发布与线上版本不同的旅程
  --check           只显示将发生的改动
  --workspace KEY   哪个工作区；只有一个时可省略

退出码 1：文件有误，stderr 会说明内容与位置，未做任何改动。
`,
  },
  run,
};

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      publish: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      workspace: { type: 'string' },
    },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageFault('Name one file or folder.');
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new InputFault(`There is no ${path}.`);
  const { openInstallation, workspaceOf } = await import('./installation.js');
  const { applyFiles, ApplyRefusal } = await import('./apply-files.js');
  const { FileFault } = await import('../portable/folder.js');
  const installation = await openInstallation((text) => terminal.err(text));
  try {
    const workspace = await workspaceOf(installation, values.workspace);
    const applied = await applyFiles(installation, workspace, { path, folder: found.isDirectory(), ...values });
    const zh = terminal.language === 'zh';
    for (const warning of applied.warnings)
      terminal.err(`${zh ? '发布前需处理：' : 'before it can be published: '}${warning}`);
    for (const { what, name, how } of applied.changes)
      terminal.out(`${(zh ? HOW_ZH : HOW)[how]} ${(zh ? WHAT_ZH : WHAT)[what]} ${name}`.trimEnd());
    if (applied.changes.length === 0) terminal.out(zh ? '没有需要更改的内容。' : 'Nothing to change.');
    return 0;
  } catch (error) {
    if (error instanceof ApplyRefusal || error instanceof FileFault) throw new InputFault(error.message);
    throw error;
  } finally {
    await installation.close();
  }
}

const HOW = { created: 'created  ', changed: 'changed  ', published: 'published' };
const HOW_ZH: typeof HOW = { created: '新建', changed: '更新', published: '发布' };
const WHAT = { settings: 'settings', meanings: 'meanings', model: 'model', template: 'template', journey: 'journey' };
const WHAT_ZH: typeof WHAT = {
  settings: '设置',
  meanings: '事件含义',
  model: '生命周期模型',
  template: '模板',
  journey: '旅程',
};
