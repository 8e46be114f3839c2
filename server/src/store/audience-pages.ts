import type { Instant, SqlCondition, Value } from '@sojourn/rules';
import type { AudienceRun } from './audiences.store.js';
import { type Queryable, timestamp } from './database.js';

/** Whom a page is taken from: everybody, or less where it says so. */
export interface Candidates {
  /** Those who name a date in a watched attribute that has one of these keys; with its value. */
  dates?: { attribute: string; by: 'day' | 'solar' | 'lunar'; keys: readonly (string | number)[] };
  /** Those of whom a condition holds over the profile `p`, compiled for placeholders from {@link CONDITION_FROM} on. */
  condition?: SqlCondition;
  /** Those too who may be others by the time they are played: whoever plays them judges. */
  moving?: Moving;
}

/** Whose rows say less than playing them will. */
export interface Moving {
  /** Were played past the instant at which the condition is asked. */
  at: Instant;
  /** Were not placed yet under this number. */
  placing: number;
  /** Have something to play before their turn. */
  batch: readonly string[];
  /** Are inside one of these journeys, which let go of them. */
  stopped: readonly string[];
}

export interface Candidate {
  id: string;
  /** Of the watched attribute. */
  value: Value | null;
  /** Whether the condition holds, or may; those of whom it does not are among them only where everybody has a turn. */
  chosen: boolean;
}

/** What was found of a run's candidates, in one shard. */
export interface Page {
  run: AudienceRun;
  found: Candidate[];
  /** Up to where was looked; null at the end of the shard. */
  position: string | null;
}

/** The first placeholder of a condition. */
export const CONDITION_FROM = 6;

/** For each that a page may have, so many are looked at: no statement goes through a whole shard to find nobody. */
const LOOKED_AT = 16;

const NIL = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * The next candidates of runs that differ in nothing but shard and position, at most `limit` in each shard. A run for one
 * zone of several sees everybody in it, also those who are not chosen: they have had their turn.
 */
export async function audiencePages(
  client: Queryable,
  runs: readonly AudienceRun[],
  { dates, condition, moving }: Candidates,
  limit: number,
): Promise<Page[]> {
  const run = runs[0]!;
  const positions = runs.map(({ position }) => position ?? NIL);
  const values: unknown[] = [run.workspace, runs.map(({ shard }) => shard), positions, limit, limit * LOOKED_AT];
  values.push(...(condition?.parameters ?? []));
  const bind = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
  const where = ['p.workspace_id = $1', 'p.shard = held.shard', 'p.id > held.position'];
  let [from, value, chosen, looked] = ['profile p', 'null::jsonb', 'true', '(select null::uuid as id)'];
  if (dates) {
    // Found first, and by their dates: they are few, however many are in a zone.
    const { attribute, by, keys } = dates;
    from = `(select d.profile_id from profile_date d where d.workspace_id = $1 and d.attribute = ${bind(attribute, 'text')}
        and d.shard = held.shard and d.${by} = any(${bind(keys, by === 'day' ? 'date[]' : 'int2[]')}) offset 0) as d
      join profile p on p.workspace_id = $1 and p.shard = held.shard and p.id = d.profile_id`;
    value = `p.attributes -> ${bind(attribute, 'text')}`;
  }
  if (condition) chosen = moving ? `(${condition.sql} or ${isMoving(moving, bind)})` : `(${condition.sql})`;
  if (run.occurrence === '') {
    looked = `(select l.id from profile l where l.workspace_id = $1 and l.shard = held.shard and l.id > held.position
      order by l.id offset $5 - 1 limit 1)`;
    where.push(`p.id <= coalesce(looked.id, '${LAST}')`, chosen);
    chosen = 'true';
  }
  const zoneOf = `profile_zone z on z.workspace_id = p.workspace_id and z.shard = p.shard and z.profile_id = p.id`;
  if (run.zone === '') {
    from += ` left join ${zoneOf}`;
    where.push('z.zone is null');
  } else if (run.zone !== null) {
    from += ` join ${zoneOf}`;
    where.push(
      `z.workspace_id = $1 and z.shard = held.shard and z.profile_id > held.position and z.zone = ${bind(run.zone, 'text')}`,
    );
  }
  if (run.movedSince !== null) {
    where.push(
      `exists (select from profile_moved m where m.workspace_id = p.workspace_id and m.shard = p.shard and m.profile_id = p.id
         and m.at > ${bind(timestamp(run.movedSince), 'timestamptz')})`,
    );
  }
  const { rows } = await client.query<Partial<Candidate> & { n: number; looked: string | null }>(
    `select held.n, looked.id as looked, found.*
     from unnest($2::int2[], $3::uuid[]) with ordinality as held(shard, position, n)
     left join lateral ${looked} as looked on $5::int > 0
     left join lateral (
       select p.id, ${value} as value, coalesce(${chosen}, false) as chosen from ${from} where ${where.join(' and ')} order by p.id limit $4
     ) as found on true order by held.n, found.id`,
    values,
  );
  const pages = runs.map((each): Page => ({ run: each, found: [], position: null }));
  for (const { n, looked, ...candidate } of rows) {
    const page = pages[n - 1]!;
    page.position = looked;
    if (candidate.id != null) page.found.push(candidate as Candidate);
  }
  for (const page of pages) if (page.found.length === limit) page.position = page.found.at(-1)!.id;
  return pages;
}

/** Told of the profile `p`. Sets are read once and looked up: what is not chosen is asked all of this. */
function isMoving(moving: Moving, bind: (value: unknown, type: string) => string): string {
  const arms = [
    `p.played > ${bind(timestamp(moving.at), 'timestamptz')}`,
    `p.model_version <> ${bind(moving.placing, 'int4')}`,
    `p.id in (select from_id from profile_merge union all select into_id from profile_merge)`,
  ];
  if (moving.batch.length > 0) arms.push(`p.id in (select unnest(${bind(moving.batch, 'uuid[]')}))`);
  if (moving.stopped.length > 0) {
    arms.push(`exists (select from enrollment e where e.workspace_id = p.workspace_id and e.shard = p.shard and e.profile_id = p.id
      and e.journey_id = any(${bind(moving.stopped, 'uuid[]')}))`);
  }
  return arms.join(' or ');
}
