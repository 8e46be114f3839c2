import type { Instant } from '@sojourn/rules';
import { INBOX_ROW, played, readArrival, readKey, type InboxRow, type ProfileKey } from './claims.store.js';
import { timestamp, type Queryable } from './database.js';
import { Reading } from './reading.js';

/** A workspace that fills a shard's part of a batch, and how far time goes there for all others. */
export interface Crowd {
  workspace: number;
  horizon: Instant;
}

/** What part of a crowded shard's batch each of the other workspaces has. */
const SHARE_OF_OTHERS = 1 / 4;

/** How many rows of a crowd are passed over for each that fits: each of them once, from batch to batch. */
const LOOKED_AT = 16;

/** Where there is but one workspace, nobody is looked for. */
const BESIDE_OTHERS = 'join lateral (select from workspace w where w.id <> held.crowd limit 1) as others on true';

const lookAhead = `select held.shard, count(*)::int as looked, max(ahead.id) as last,
    (array_agg(ahead.accepted_at order by ahead.id desc))[1] as until,
    coalesce(jsonb_agg(jsonb_build_array(ahead.workspace_id, ahead.id, extract(epoch from ahead.accepted_at) * 1000, ahead.place::text)
      order by ahead.id) filter (where ahead.workspace_id <> held.crowd and ahead.free), '[]') as others
  from unnest($1::int2[], $2::int4[], $3::int8[]) as held(shard, crowd, passed) ${BESIDE_OTHERS}
  cross join lateral (
    select inbox.ctid as place, inbox.id, inbox.workspace_id, inbox.accepted_at, ${played('inbox.profile_id')} as free
    from inbox where inbox.shard = held.shard and inbox.id > held.passed order by inbox.id limit $4
  ) as ahead group by held.shard`;

const takeAhead = new Reading(
  'take_ahead',
  `delete from inbox where ctid = any($1::text[]::tid[]) returning ${INBOX_ROW}`,
);

const waitsOfOthers = new Reading(
  'due_of_others',
  `select turn.workspace_id, turn.shard, turn.profile_id
   from unnest($1::int2[], $2::timestamptz[], $3::int4[]) as held(shard, horizon, crowd)
   join workspace w on w.id <> held.crowd
   cross join lateral (
     select e.workspace_id, e.shard, e.profile_id, row_number() over (order by e.due) as number from (
       select e.workspace_id, e.shard, e.profile_id, e.due from enrollment e
       where e.shard = held.shard and e.workspace_id = w.id and e.due <= held.horizon and e.due < 'infinity'
         and ${played('e.profile_id')}
       order by e.due limit $4
     ) as e
   ) as turn
   order by turn.number limit $5`,
);

/** At one instant those of one workspace lie together: the crowd's are passed over at once. */
const flipsAhead = `select held.shard, count(*)::int as looked, max(ahead.next_flip) as last,
    coalesce(jsonb_agg(jsonb_build_array(ahead.workspace_id, ahead.id) order by ahead.next_flip)
      filter (where ahead.workspace_id <> held.crowd and ahead.free), '[]') as others
  from unnest($1::int2[], $2::timestamptz[], $3::int4[], $4::timestamptz[]) as held(shard, horizon, crowd, passed) ${BESIDE_OTHERS}
  cross join lateral (
    select p.id, p.workspace_id, p.next_flip, ${played('p.id')} as free from profile p
    where p.shard = held.shard and p.next_flip <= held.horizon and p.next_flip < 'infinity'
      and (p.next_flip, p.workspace_id) > (held.passed, held.crowd)
    order by p.next_flip, p.workspace_id limit $5
  ) as ahead group by held.shard`;

/**
 * Up to where all there is belongs to the crowd. Whom a batch finds there is found again by the next one, where the first
 * does not come about.
 */
interface Passed<Place> {
  crowd: number;
  place: Place;
}

/**
 * The turns of all other workspaces in shards that one of them fills (D22). What the crowd has lies in front of theirs, and
 * is passed over once: up to where is kept in mind from batch to batch, and nothing is lost by forgetting it.
 */
export class BesideCrowds {
  private readonly inbox = new Map<number, Passed<number>>();
  private readonly flips = new Map<number, Passed<Instant>>();

  /**
   * Takes arrivals in `shards` of others than the crowds among those taken `first`, each workspace's in order, and tells how far time
   * may go for them: no further than what they have in the inbox was taken.
   */
  async takeArrivals(
    client: Queryable,
    shards: readonly number[],
    first: readonly InboxRow[],
    perShard: number,
    now: Instant,
  ): Promise<{ rows: InboxRow[]; crowds: Map<number, Crowd> }> {
    const crowds = crowdsIn(first, perShard);
    forget(this.inbox, shards, crowds);
    const held = new Map<number, Crowd>();
    if (crowds.size === 0) return { rows: [], crowds: held };
    const most = perShard * LOOKED_AT;
    const crowded = [...crowds.keys()];
    const passed = crowded.map((shard) => this.inbox.get(shard)?.place ?? 0);
    const ahead = await inOrder<{
      shard: number;
      looked: number;
      last: number;
      until: Instant;
      others: [workspace: number, id: number, acceptedAt: Instant, place: string][];
    }>(client, { name: 'look_ahead', text: lookAhead, values: [crowded, [...crowds.values()], passed, most] });
    for (const [shard, workspace] of crowds) held.set(shard, { workspace, horizon: now });
    const places: string[] = [];
    for (const { shard, looked, last, until, others } of ahead) {
      const crowd = held.get(shard)!;
      if (looked === most) crowd.horizon = until;
      const taken = new Map<number, number>();
      const share = Math.ceil(perShard * SHARE_OF_OTHERS);
      for (const [index, [workspace, , acceptedAt, place]] of others.entries()) {
        const count = taken.get(workspace) ?? 0;
        // Whoever has more here goes no further in time than what was taken.
        if (count === share || index >= perShard) crowd.horizon = Math.min(crowd.horizon, acceptedAt);
        if (count === share || index >= perShard) continue;
        taken.set(workspace, count + 1);
        places.push(place);
      }
      if (others.length === 0) this.inbox.set(shard, { crowd: crowd.workspace, place: last });
    }
    const rows = places.length === 0 ? [] : await takeAhead.rows(client, [places], readArrival);
    return { rows: rows.sort((a, b) => a.seq - b.seq), crowds: held };
  }

  /**
   * Profiles of others that have a wait or a flip due beside these crowds, and beside those among the `due` themselves, for
   * whom time has come as far as in their shard.
   */
  async due(
    client: Queryable,
    due: readonly ProfileKey[],
    beside: ReadonlyMap<number, Crowd>,
    horizonsOfShards: ReadonlyMap<number, Instant>,
    perShard: number,
  ): Promise<ProfileKey[]> {
    const crowds = new Map(beside);
    for (const [shard, workspace] of crowdsIn(due, perShard))
      if (!crowds.has(shard)) crowds.set(shard, { workspace, horizon: horizonsOfShards.get(shard)! });
    const workspaces = new Map([...crowds].map(([shard, { workspace }]) => [shard, workspace]));
    forget(this.flips, horizonsOfShards.keys(), workspaces);
    if (crowds.size === 0) return [];
    const share = Math.ceil(perShard * SHARE_OF_OTHERS);
    const shards = [...crowds.keys()];
    const horizons = [...crowds.values()].map(({ horizon }) => timestamp(horizon));
    // However many they are, they do not make the batch twice as large.
    const values = [shards, horizons, [...workspaces.values()], share, perShard * crowds.size];
    const waits = await waitsOfOthers.rows(client, values, readKey);
    return [...waits, ...(await this.dueFlips(client, workspaces, horizons, perShard, share))];
  }

  private async dueFlips(
    client: Queryable,
    crowds: ReadonlyMap<number, number>,
    horizons: readonly string[],
    perShard: number,
    share: number,
  ): Promise<ProfileKey[]> {
    const passed = [...crowds.keys()].map((shard) => timestamp(this.flips.get(shard)?.place ?? -Infinity));
    const rows = await inOrder<{
      shard: number;
      looked: number;
      last: Instant;
      others: [workspace: number, id: string][];
    }>(client, {
      name: 'flips_ahead',
      text: flipsAhead,
      values: [[...crowds.keys()], horizons, [...crowds.values()], passed, perShard * LOOKED_AT],
    });
    const due: ProfileKey[] = [];
    for (const { shard, last, others } of rows) {
      const taken = new Map<number, number>();
      for (const [workspace, id] of others.slice(0, perShard)) {
        const count = taken.get(workspace) ?? 0;
        taken.set(workspace, count + 1);
        if (count < share) due.push({ workspace, shard, id });
      }
      if (others.length === 0) this.flips.set(shard, { crowd: crowds.get(shard)!, place: last });
    }
    return due;
  }
}

/** Rows by index in its order: a planner who takes the crowd for small would read and sort all of it, batch by batch. */
async function inOrder<Row extends object>(
  client: Queryable,
  statement: { name: string; text: string; values: unknown[] },
): Promise<Row[]> {
  await client.query('set local enable_bitmapscan = off');
  const { rows } = await client.query<Row & Record<string, unknown>>(statement as never);
  await client.query('set local enable_bitmapscan = on');
  return rows;
}

/** Keeps what is known of those of these shards where the same crowd is still there. */
function forget(
  passed: Map<number, Passed<unknown>>,
  shards: Iterable<number>,
  crowds: ReadonlyMap<number, number>,
): void {
  for (const shard of shards) if (passed.get(shard)?.crowd !== crowds.get(shard)) passed.delete(shard);
}

/** Shards that have more to play than fits, with the workspace that has the most of it. */
function crowdsIn(due: readonly ProfileKey[], perShard: number): Map<number, number> {
  const counts = new Map<number, Map<number, number>>();
  for (const { shard, workspace } of due) {
    let own = counts.get(shard);
    if (!own) counts.set(shard, (own = new Map()));
    own.set(workspace, (own.get(workspace) ?? 0) + 1);
  }
  const crowds = new Map<number, number>();
  for (const [shard, own] of counts) {
    let all = 0;
    for (const count of own.values()) all += count;
    if (all < perShard) continue;
    crowds.set(shard, [...own].reduce((most, each) => (each[1] > most[1] ? each : most))[0]);
  }
  return crowds;
}
