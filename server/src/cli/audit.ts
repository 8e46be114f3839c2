import { parseArgs } from 'node:util';
import { AuditChain, type Verdict } from '../audit/audit-chain.js';
import { type Command, type Terminal, UsageFault } from './command.js';
import { openInstallation } from './installation.js';

export const command: Command = {
  name: 'audit',
  usage: 'verify [--head NUMBER:HASH] [--json]',
  summary: { en: 'Checks that nobody changed the audit log.', zh: '检查审计日志是否被改动。' },
  help: {
    en: `
Reads the whole audit log and says whether any record was edited, removed, moved or slipped in since it was written,
and which is the first. Ends with 0 when all is sound, else with 1.

  --head NUMBER:HASH   an end of the log as printed earlier: shows whether records were cut off its end.
                       Keep what this prints somewhere else; the server also logs it once an hour.
  --json               prints the verdict as JSON`,
    zh: `
读取全部审计日志，判断是否有记录被修改、删除、调换或插入，并指出第一条。全部完好时以 0 结束，否则以 1 结束。

  --head NUMBER:HASH   以前打印的日志末端：可判断末尾是否被截断。请把打印结果保存到别处；服务器每小时也会记录一次。
  --json               以 JSON 打印结果`,
  },
  async run(args, terminal) {
    const options = { head: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length !== 1 || positionals[0] !== 'verify') throw new UsageFault('Say what to do: audit verify');
    const head = values.head === undefined ? undefined : headOf(values.head);
    const installation = await openInstallation((text) => terminal.err(text));
    try {
      const verdict = await installation.app.get(AuditChain).verify(head);
      terminal.out(values.json ? JSON.stringify(verdict) : wordsOf(verdict, terminal));
      return verdict.fault ? 1 : 0;
    } finally {
      await installation.close();
    }
  },
};

function headOf(text: string): { number: number; hash: string } {
  const [, number, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined) throw new UsageFault('Write --head as it was printed, NUMBER:HASH.');
  return { number: Number(number), hash };
}

function wordsOf({ sound, head, fault }: Verdict, { language }: Terminal): string {
  const end = head ? `${head.number}:${head.hash}` : '-';
  if (!fault) {
    return language === 'zh'
      ? `${sound} 条记录全部完好。末端：${end}`
      : `All ${sound} records are as they were written. The end: ${end}`;
  }
  const which = fault.record === '' ? '' : ` (${fault.record})`;
  const place = fault.number === undefined ? which : ` ${fault.number}${which}`;
  return language === 'zh'
    ? `第一处异常：记录${place}：${fault.words}`
    : `The first fault is at record${place}: ${fault.words}`;
}
