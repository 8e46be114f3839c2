import { parseArgs } from 'node:util';
import { rehearsalMeanings, rehearse } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL, PRESETS } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { parseInstant, type Instant } from '@sojourn/rules';
import { InputFault, UsageFault, type Command, type Terminal } from './command.js';
import { badRowLines, readEventsFile } from './events-file.js';
import { checkedJourney, modelNamed, textOf } from './journey-files.js';
import { rehearsalTable } from './rehearsal-table.js';

/** Plays a journey over a file of events on virtual time: no database, no clock, nothing is sent. */
export const command: Command = {
  name: 'rehearse',
  usage: 'JOURNEY.json --events FILE.csv --from ISO --to ISO [--model MODEL.json] [--map …] [--zone ZONE] [--json]',
  summary: {
    en: 'Plays a journey over a file of past events, and sends nothing.',
    zh: '用历史事件文件演练旅程，不发送任何内容。',
  },
  help: {
    en: `
Plays JOURNEY.json and a lifecycle model over the events of FILE.csv on virtual time: each event is accepted at the
moment it occurred. Nothing is sent and no database is needed. Every message counts as handed over at once, as if every
address were known, every topic consented to and no quiet hours set.

  --events FILE.csv   columns profile_id, event, occurred_at (ISO 8601 with offset); all others are properties
  --from, --to        counted are moments from --from on and before --to; what came before builds facts and stages only
  --model MODEL.json  a lifecycle model, or the id of one that comes with Sojourn:
                      ${PRESETS.map(({ id }) => id).join(', ')} (default ${ORDERS_ONLY_MODEL.id})
  $identify           as an event: its columns are attributes, timezone among them, from that moment on
  --map               names the columns: profile=customer,event=what,occurred_at=when,amount:number=paid
  --zone ZONE         the time zone of dates without offset, such as Asia/Shanghai
  --json              the result as JSON (docs/rehearse.md) instead of a table

Bad rows are listed on stderr and left out. Exit code 1: the input cannot be used; stderr says why and where.
`,
    zh: `
在虚拟时间上用 FILE.csv 中的事件演练 JOURNEY.json 与生命周期模型：每个事件在其发生时刻被接收。不发送任何内容，也不需要数据库。
所有消息视为立即交付：假定地址已知、主题已授权、无勿扰时段。

  --events FILE.csv   列 profile_id、event、occurred_at（带时区偏移的 ISO 8601）；其余列作为事件属性
  --from、--to        统计自 --from 起、至 --to 之前的时刻；更早的事件只用于累计事实与阶段
  --model MODEL.json  生命周期模型文件，或内置模型编号：
                      ${PRESETS.map(({ id }) => id).join('、')}（默认 ${ORDERS_ONLY_MODEL.id}）
  $identify           作为事件名时，其余列为用户属性（包括 timezone），自该时刻起生效
  --map               列的对应关系：profile=customer,event=what,occurred_at=when,amount:number=paid
  --zone ZONE         不带偏移的日期所用时区，例如 Asia/Shanghai
  --json              以 JSON 输出结果（见 docs/rehearse.md），默认输出表格

有误的行会列在 stderr 并被跳过。退出码 1：输入无法使用，stderr 会说明原因与位置。
`,
  },
  run,
};

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      events: { type: 'string' },
      model: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      map: { type: 'string' },
      zone: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageFault('Name one journey file.');
  if (values.events === undefined) throw new UsageFault('Name the file of events with --events.');
  const [from, to] = [instant('--from', values.from), instant('--to', values.to)];
  const model = await modelNamed(values.model ?? ORDERS_ONLY_MODEL.id, terminal.language);
  const around = { meanings: rehearsalMeanings(model), model };
  const journey = checkedJourney(path, await textOf(path, terminal.language), around, terminal);

  // Only what a condition, a trigger or a re-entry key names will ever be asked for, and the zone of a profile.
  const named = JSON.stringify([journey, model]);
  const wanted = (property: string) => property === 'timezone' || named.includes(JSON.stringify(property).slice(0, -1));
  const { events, badRows } = await readEventsFile(values.events, { map: values.map, zone: values.zone, wanted });
  for (const line of badRowLines(badRows, terminal.language)) terminal.err(`${values.events}: ${line}`);
  if (events.length === 0) throw new InputFault(`${values.events} has no event that could be read.`);

  const result = rehearsed(() => rehearse({ journey, registry: nodes, model, events, from, to }));
  terminal.out(
    values.json ? JSON.stringify(result) : rehearsalTable(result, { journey, model, from, to }, terminal.language),
  );
  return 0;
}

/** A span that is empty or a schedule that comes up too often is the operator's to mend. */
function rehearsed<T>(play: () => T): T {
  try {
    return play();
  } catch (error) {
    throw error instanceof RangeError ? new InputFault(error.message) : error;
  }
}

function instant(option: string, text: string | undefined): Instant {
  const at = text === undefined ? undefined : parseInstant(text);
  if (at !== undefined) return at;
  throw new UsageFault(
    `${option} ${text === undefined ? 'is missing' : `"${text}" is not an instant`}: write it like 1997-01-01T00:00Z.`,
  );
}
