import type pg from 'pg';
import { newId, shardOf } from '../../server/src/store/ids.js';

/**
 * Stores profiles that wait in the standard journey, as if the engine had brought them there: due `lead` milliseconds
 * from now at the earliest, each a share of `spread` later than the one before. Tells when the first is due.
 */
export async function storeWaiting(
  pool: pg.Pool,
  workspace: number,
  count: number,
  { lead, spread }: { lead: number; spread: number },
): Promise<number> {
  const now = Date.now();
  const ids = Array.from({ length: count }, () => newId(now));
  const given = 'unnest($2::int2[], $3::uuid[]) as given(shard, id)';
  for (let first = 0; first < count; first += 20_000) {
    const part = ids.slice(first, first + 20_000);
    const values = [workspace, part.map(shardOf), part];
    await pool.query(
      `insert into profile (workspace_id, shard, id, stage, stage_since, model_version, first_seen, last_seen, played, ordinal, next_flip)
       select $1, shard, id, 'new', now(), 1, now(), now(), now(), 1, now() + interval '30 days' from ${given}`,
      values,
    );
    await pool.query(
      `insert into profile_fact (workspace_id, shard, profile_id, event, count, first_at, last_at)
       select $1, shard, id, 'signed_up', 1, now(), now() from ${given}`,
      values,
    );
    await pool.query(
      `insert into entry_ledger (workspace_id, shard, profile_id, journey_id, key, count, live, last_entry)
       select $1, shard, id, (select id from journey where workspace_id = $1), '', 1, 1, now() from ${given}`,
      values,
    );
    await pool.query(
      `insert into enrollment (workspace_id, shard, profile_id, id, journey_id, version, key, node, step, entered_at, arrived_at, due, entry)
       select $1, shard, id, gen_random_uuid(), (select id from journey where workspace_id = $1), 1, '', 'wait', 2, now(), now(),
         'infinity', '{"plan": "free", "source": "search"}' from ${given}`,
      values,
    );
  }
  // A planner who knows nothing of so many rows would join them one by one.
  await pool.query('analyze profile, profile_fact, entry_ledger, enrollment');
  // Only now, when all of them are there, is it said when they are due.
  const { rows } = await pool.query<{ at: number; left: number }>(
    `with moved as (
       update enrollment e set due = to_timestamp(floor(extract(epoch from now()) * 1000 + $2 + $3::float8 * given.n / $4) / 1000)
       from (select id, row_number() over (order by id) - 1 as n from enrollment where workspace_id = $1 and due = 'infinity') as given
       where e.id = given.id and e.workspace_id = $1 returning due
     )
     select extract(epoch from min(due))::float8 * 1000 as at,
       extract(epoch from min(due) - clock_timestamp())::float8 * 1000 as left from moved`,
    [workspace, lead, spread, count],
  );
  const { at, left } = rows[0]!;
  if (left < 200) throw new Error(`They were due before all of them were stored: give a lead of more than ${lead} ms.`);
  return at;
}
