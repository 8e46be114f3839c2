import { parseArgs } from 'node:util';
import { UsageFault, type Command, type Terminal } from './command.js';

/** Writes what people decided in a workspace as canonical JSON. */
export const command: Command = {
  name: 'export',
  usage: '[DIR|-] [--workspace KEY]',
  summary: {
    en: 'Writes journeys, templates, model, meanings and settings as JSON.',
    zh: '将旅程、模板、模型、事件含义与设置导出为 JSON。',
  },
  help: {
    en: `
Writes the journeys (as they are drawn now), templates, lifecycle model, meanings of events and settings of a workspace:
into the folder DIR, a file each, or as one document to stdout with - (the default). The JSON is canonical: keys sorted,
in a stable order, so that two exports of the same workspace are equal, byte by byte. "sojourn apply" reads both.
People, their events and their history are not part of it, nor are keys and members.

  --workspace KEY   which one; not needed where there is one
`,
    zh: `
导出工作区的旅程（当前草稿）、模板、生命周期模型、事件含义与设置：写入文件夹 DIR（每项一个文件），或用 -（默认）以单个文档
输出到 stdout。JSON 为规范格式：键已排序、顺序固定，同一工作区两次导出逐字节相同。“sojourn apply”可读取这两种形式。
不包含用户、事件与历史，也不包含密钥与成员。

  --workspace KEY   哪个工作区；只有一个时可省略
`,
  },
  run,
};

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { workspace: { type: 'string' } },
  });
  const [to = '-', ...others] = positionals;
  if (others.length > 0) throw new UsageFault('Name one folder, or -.');
  const { openInstallation, workspaceOf } = await import('./installation.js');
  const { exportBundle } = await import('../portable/export-bundle.js');
  const { canonicalJson } = await import('../portable/canonical.js');
  const { writeFolder } = await import('../portable/folder.js');
  const { portableStores } = await import('./portable-stores.js');
  const installation = await openInstallation((text) => terminal.err(text));
  try {
    const bundle = await exportBundle(
      portableStores(installation.app),
      await workspaceOf(installation, values.workspace),
    );
    if (to === '-') terminal.out(canonicalJson(bundle).trimEnd());
    else {
      const files = await writeFolder(to, bundle);
      terminal.err(
        terminal.language === 'zh'
          ? `已写入 ${to}：${files.length} 个文件。`
          : `Wrote ${files.length} files into ${to}.`,
      );
    }
    return 0;
  } finally {
    await installation.close();
  }
}
