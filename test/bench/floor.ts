import type pg from 'pg';

/** The tables the standard journey writes whole rows to. */
const STAGED = ['event', 'profile', 'profile_fact', 'entry_ledger', 'stage_transition', 'step', 'enrollment_history'];
const COUNTERS = ['node_counter', 'stage_counter', 'transition_counter', 'event_counter'];
/** One connection for each part of the shards: two cores do the most over two. A third, as the engine has, makes it slower. */
const CONNECTIONS = 2;

/**
 * The floor: the very same rows as the engine writes, into the same tables and indexes, by set-based SQL alone.
 * `stage` keeps what an engine run has written; `run` writes it again from there.
 */
export async function stageFloor(pool: pg.Pool): Promise<void> {
  for (const table of [...STAGED, ...COUNTERS]) {
    await pool.query(`drop table if exists floor_${table}`);
    await pool.query(`create unlogged table floor_${table} as select * from ${table}`);
    await pool.query(`vacuum analyze floor_${table}`);
  }
}

/** Writes everything once; resolves to the seconds it took. The inbox must hold the same events as before. */
export async function runFloor(pool: pg.Pool): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, part) => write(pool, part)));
  return (performance.now() - started) / 1_000;
}

async function write(pool: pg.Pool, part: number): Promise<void> {
  const own = `shard % ${CONNECTIONS} = ${part}`;
  const client = await pool.connect();
  try {
    // What arrived: taken out of the inbox, played up to the wait, which is stored.
    await client.query('begin');
    await client.query(`delete from inbox where ${own}`);
    await client.query(`insert into event select * from floor_event where ${own}`);
    await client.query(`insert into profile select workspace_id, shard, id, '{}', consents, stage, stage_since, previous_stage, model_version,
      first_seen, last_seen, played, ordinal, next_flip from floor_profile where ${own}`);
    await client.query(`insert into profile_fact select * from floor_profile_fact where ${own}`);
    await client.query(`insert into entry_ledger select workspace_id, shard, profile_id, journey_id, key, 1, 1, last_entry, null
      from floor_entry_ledger where ${own}`);
    await client.query(`insert into enrollment select workspace_id, shard, profile_id, id, journey_id, version, key, 'wait', 2, entered_at,
      ended_at, ended_at, null, null, entry from floor_enrollment_history where ${own}`);
    await client.query(`insert into stage_transition select * from floor_stage_transition where ${own}`);
    await client.query(`insert into step select * from floor_step where ${own} and number <= 2`);
    await counters(client, part);
    await client.query('commit');
    // What came due: found by the index, walked to the end, moved to history.
    await client.query('begin');
    await client.query(`create temporary table due on commit drop as
      select e.* from enrollment e where ${own} and due <= clock_timestamp() order by due`);
    await client.query(`delete from enrollment e using due d
      where e.workspace_id = d.workspace_id and e.shard = d.shard and e.profile_id = d.profile_id and e.id = d.id and e.step = d.step`);
    await client.query(`update profile p set attributes = f.attributes, played = f.played from floor_profile f
      where f.${own} and p.workspace_id = f.workspace_id and p.shard = f.shard and p.id = f.id`);
    await client.query(`update entry_ledger l set live = 0, last_exit = f.last_exit from floor_entry_ledger f
      where f.${own} and l.workspace_id = f.workspace_id and l.shard = f.shard and l.profile_id = f.profile_id
        and l.journey_id = f.journey_id and l.key = f.key`);
    await client.query(`insert into enrollment_history select * from floor_enrollment_history where ${own}`);
    await client.query(`insert into step select * from floor_step where ${own} and number > 2`);
    await counters(client, part);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function counters(client: pg.PoolClient, part: number): Promise<void> {
  const own = `slot % ${CONNECTIONS} = ${part}`;
  await client.query(`insert into node_counter select * from floor_node_counter where ${own}
    on conflict (workspace_id, journey_id, version, node, metric, hour, slot) do update set n = node_counter.n + excluded.n`);
  await client.query(`insert into stage_counter select * from floor_stage_counter where ${own}
    on conflict (workspace_id, model_id, stage, slot) do update set n = stage_counter.n + excluded.n`);
}
