import type { Instant } from '@sojourn/rules';
import { timestamp, type Queryable } from './database.js';

/** Counters that are kept by the hour and by slot, by what their rows are found by; the slot comes last. */
const COUNTERS = {
  node_counter: ['workspace_id', 'journey_id', 'version', 'node', 'metric', 'hour', 'slot'],
  transition_counter: ['workspace_id', 'model_id', 'hour', 'from_stage', 'to_stage', 'slot'],
} as const;

export type HourlyCounter = keyof typeof COUNTERS;
export const HOURLY_COUNTERS = Object.keys(COUNTERS) as HourlyCounter[];

/** The key of a row, as text. */
export type CounterKey = string[];

/** Sums up the slots of hours that are long over: nobody writes there any more, and whoever reads adds them up anyway. */
export class FoldingStore {
  /**
   * Looks at the next rows of a table after a key, folds those of hours before an instant, and returns the last key it
   * looked at; undefined at the table's end. Rows that somebody writes at this moment are left for another time.
   */
  async fold(
    client: Queryable,
    table: HourlyCounter,
    { after, before, limit }: { after: CounterKey | undefined; before: Instant; limit: number },
  ): Promise<CounterKey | undefined> {
    const key = COUNTERS[table];
    const names = key.join(', ');
    const group = key.slice(0, -1);
    const same = (one: string, other: string) => group.map((name) => `${one}.${name} = ${other}.${name}`).join(' and ');
    const given = key.map((name, index) => `$${index + 3}::${TYPES[name] ?? 'text'}`).join(', ');
    const { rows } = await client.query<{ last: CounterKey | null }>(
      `with page as materialized (
         select ${names} from ${table} ${after ? `where (${names}) > (${given})` : ''} order by ${names} limit $2 for update skip locked
       ), folded as materialized (
         select ${group.join(', ')}, min(slot) as slot from page where hour < $1 group by ${group.join(', ')} having count(*) > 1
       ), gone as (
         delete from ${table} c using folded f, page p
         where ${same('p', 'f')} and p.slot <> f.slot and ${same('c', 'p')} and c.slot = p.slot
         returning ${key.map((name) => `${name === 'slot' ? 'f' : 'c'}.${name}`).join(', ')}, c.n
       ), sums as (
         select ${names}, sum(n)::int8 as n from gone group by ${names}
       ), kept as (
         update ${table} c set n = c.n + s.n from sums s where ${same('c', 's')} and c.slot = s.slot
       )
       select array[${key.map((name) => `${name}::text`).join(', ')}] as last from page order by ${key.map((name) => `page.${name} desc`).join(', ')} limit 1`,
      [timestamp(before), limit, ...(after ?? [])],
    );
    return rows[0]?.last ?? undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  workspace_id: 'int4',
  journey_id: 'uuid',
  version: 'int4',
  hour: 'timestamptz',
  slot: 'int2',
};
