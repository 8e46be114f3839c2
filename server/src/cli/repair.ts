import { parseArgs } from 'node:util';
import type { PutAsideReply } from '@sojourn/api';
import { Problem } from '../http/problem.js';
import { RepairsService } from '../repairs/repairs.service.js';
import { type Command, InputFault, type Terminal } from './command.js';
import { openInstallation, workspaceOf } from './installation.js';

export const command: Command = {
  name: 'repair',
  usage: '[--reason TEXT] [--workspace KEY] [--json]',
  summary: {
    en: 'Shows what could not be played, and plays it again.',
    zh: '查看无法处理而被搁置的内容，并重新处理。',
  },
  help: {
    en: `
What the engine cannot play is put aside with its error, so that everybody else goes on. Without a reason this shows what
is put aside. With one it is all played again, in the order in which it came; what fails again is put aside again. Mend the
cause first. The running server does the work; the audit log keeps the reason.

  --reason TEXT     why it can be played now
  --workspace KEY   which workspace, where there are several
  --json            prints as JSON`,
    zh: `
引擎无法处理的内容会连同错误一起被搁置，其余用户不受影响。不带原因时只显示被搁置的内容；带原因时按原来的顺序全部重新处理，
再次失败的会再次被搁置。请先消除原因。由运行中的服务完成处理，原因记入审计日志。

  --reason TEXT     为什么现在可以处理
  --workspace KEY   有多个工作区时指定其中一个
  --json            以 JSON 打印`,
  },
  async run(args, terminal) {
    const options = {
      reason: { type: 'string' },
      workspace: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ args, options });
    const installation = await openInstallation((text) => terminal.err(text));
    try {
      const workspace = await workspaceOf(installation, values.workspace);
      const repairs = installation.app.get(RepairsService);
      const found = await repairs.putAside({ workspaceId: workspace.id });
      if (values.reason === undefined) {
        terminal.out(values.json ? JSON.stringify(found) : wordsOf(found, terminal));
        return 0;
      }
      const who = { kind: 'system', name: 'command line', workspaceId: workspace.id, memberId: null } as const;
      const done = await repairs.repair(who, values.reason).catch((error: unknown) => {
        throw error instanceof Problem ? new InputFault(error.title) : error;
      });
      terminal.out(values.json ? JSON.stringify({ ...found, ...done }) : askedFor(found, terminal));
      return 0;
    } finally {
      await installation.close();
    }
  },
};

function wordsOf({ arrivals, enrollments, newest }: PutAsideReply, { language }: Terminal): string {
  if (arrivals + enrollments === 0) return language === 'zh' ? '没有被搁置的内容。' : 'Nothing is put aside.';
  const head =
    language === 'zh'
      ? `被搁置：${arrivals} 条到达、${enrollments} 次参与。最近的：`
      : `Put aside: ${arrivals} arrivals, ${enrollments} enrollments. The newest:`;
  const lines = newest.map(({ at, profile, kind, name, error }) => `  ${at}  ${profile}  ${name ?? kind}  ${error}`);
  return [head, ...lines].join('\n');
}

function askedFor({ arrivals, enrollments }: PutAsideReply, { language }: Terminal): string {
  return language === 'zh'
    ? `将由服务重新处理 ${arrivals} 条到达、${enrollments} 次参与。`
    : `The server plays ${arrivals} arrivals and ${enrollments} enrollments again.`;
}
