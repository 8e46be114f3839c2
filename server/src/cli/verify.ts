import { parseArgs } from 'node:util';
import { LogVerifier, type Verification } from '../engine/verification.js';
import { Database } from '../store/database.js';
import { InvariantsStore, type Violation } from '../store/invariants.store.js';
import { LoggedRunsStore } from '../store/logged-runs.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { type Command, type Terminal, UsageFault } from './command.js';
import { openInstallation, workspaceOf } from './installation.js';

/** What was due so long ago and has not been done counts as forgotten, in milliseconds. */
const GRACE = 60_000;

export const command: Command = {
  name: 'verify',
  usage: '[--workspace KEY] [--json]',
  summary: {
    en: 'Proves that the execution log and the state agree.',
    zh: '验证执行日志与当前状态是否一致。',
  },
  help: {
    en: `
Follows the log of every run with the interpreter, from the first step to where it is or ended, and checks what must
always hold: nobody stuck, nobody twice in one place, counts that agree with the log. It reads and changes nothing, and
may run beside the server. Ends with 0 when all is sound, else with 1.

  --workspace KEY   only this workspace
  --json            prints what was found as JSON`,
    zh: `
用解释器逐条重放每次参与的执行日志，从第一步到当前或结束位置，并检查必须始终成立的约束：无人卡住、无人重复、
计数与日志一致。该命令只读不写，可在服务器运行时执行。全部正常时以 0 结束，否则以 1 结束。

  --workspace KEY   只检查该工作空间
  --json            以 JSON 打印结果`,
  },
  async run(args, terminal) {
    const options = { workspace: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length > 0) throw new UsageFault('It takes no further words.');
    const installation = await openInstallation((text) => terminal.err(text));
    try {
      const { app, clock } = installation;
      const workspaces =
        values.workspace === undefined
          ? await app.get(WorkspacesStore).all()
          : [await workspaceOf(installation, values.workspace)];
      const reports = [];
      for (const { id, key } of workspaces) {
        const log = await new LogVerifier(app.get(Database), app.get(LoggedRunsStore)).verify(
          id,
          progressOf(terminal, key),
        );
        const violations = await app
          .get(InvariantsStore)
          .inspect({ workspace: id, at: await clock.now(), grace: GRACE });
        reports.push({ workspace: key, ...log, violations });
      }
      terminal.out(values.json ? JSON.stringify(reports) : reports.map((each) => wordsOf(each, terminal)).join('\n'));
      return reports.every(({ diverging, violations }) => diverging === 0 && violations.length === 0) ? 0 : 1;
    } finally {
      await installation.close();
    }
  },
};

/** A line for every tenth of the way. */
function progressOf(terminal: Terminal, key: string): (done: number, of: number) => void {
  let told = 0;
  return (done, of) => {
    const tenth = of === 0 ? 10 : Math.floor((done / of) * 10);
    if (tenth <= told || tenth >= 10) return;
    told = tenth;
    terminal.err(`${key}: ${tenth * 10} %`);
  };
}

function wordsOf(
  {
    workspace,
    runs,
    steps,
    erased,
    diverging,
    divergences,
    violations,
  }: Verification & {
    workspace: string;
    violations: Violation[];
  },
  { language }: Terminal,
): string {
  const zh = language === 'zh';
  const head = zh
    ? `${workspace}：${runs} 次参与，${steps} 个步骤，${diverging} 处偏离${erased > 0 ? `，${erased} 个步骤已抹除` : ''}`
    : `${workspace}: ${runs} runs, ${steps} steps, ${diverging} divergences${erased > 0 ? `, ${erased} steps erased` : ''}`;
  const apart = divergences.map(({ run, step, logged, expected }) =>
    zh
      ? `  参与 ${run} 第 ${step} 步：日志为 ${logged}，应为 ${expected}`
      : `  run ${run}, step ${step}: the log says ${logged}, expected ${expected}`,
  );
  const broken = violations.map(
    ({ means, count, examples }) => `  ${means[language]} (${count}): ${examples.join('; ')}`,
  );
  return [head, ...apart, ...broken].join('\n');
}
