import pg from 'pg';

/**
 * What a team keeps that builds journeys by itself on a queue: the profile with its stage, the enrollment with where it
 * is, and one log record for each executed node. It is less than the engine writes: no entry ledger, no transitions, no
 * counters, no history of events, and nothing of the model or of several journeys.
 */
const TABLES = `
  create table if not exists peer_profile (id uuid primary key, stage text not null, stage_since timestamptz not null, attributes jsonb not null);
  create table if not exists peer_enrollment (
    id uuid primary key, profile_id uuid not null, node text not null, step integer not null, due timestamptz, ended_at timestamptz
  );
  create table if not exists peer_step (
    enrollment_id uuid not null, number integer not null, profile_id uuid not null, node text not null, port text not null,
    reason jsonb, at timestamptz not null
  );
  create index if not exists peer_step_enrollment on peer_step (enrollment_id);`;

/** The nodes of the standard journey in their order; a job is one of them for one enrollment. */
export const NODES = ['start', 'check', 'wait', 'act', 'end'] as const;
export type Node = (typeof NODES)[number];

export function followerOf(node: Node): Node | undefined {
  return NODES[NODES.indexOf(node) + 1];
}

/**
 * One statement per node, for any number of enrollments at once ($1: their ids, $2: their profiles). Each compares and
 * sets the step, so that a job which comes twice does nothing the second time.
 */
const GIVEN = 'unnest($1::uuid[], $2::uuid[]) as given(id, profile)';
const MOVED = (from: number, set: string) => `with moved as (
    update peer_enrollment e set step = ${from + 1}, ${set} from ${GIVEN}
    where e.id = given.id and e.step = ${from} returning e.id, e.profile_id
  )`;
const LOGGED = (number: number, node: Node, reason = 'null') => `insert into peer_step
    select id, ${number}, profile_id, '${node}', 'next', ${reason}::jsonb, clock_timestamp() from moved`;
const STATEMENTS: Record<Node, string> = {
  start: `with given as (select * from ${GIVEN}), profile as (
      insert into peer_profile select profile, 'new', clock_timestamp(), '{}' from given on conflict (id) do nothing
    ), moved as (
      insert into peer_enrollment select id, profile, 'check', 1, null, null from given on conflict (id) do nothing
      returning id, profile_id
    ) ${LOGGED(1, 'start')}`,
  check: `${MOVED(
    1,
    `node = case when (select p.stage from peer_profile p where p.id = e.profile_id) = 'new' then 'wait' else 'other' end,
    due = clock_timestamp()`,
  )} ${LOGGED(2, 'check', `'{"fact": "stage", "is": "eq", "value": "new", "holds": true}'`)}`,
  wait: `${MOVED(2, `node = 'act', due = null`)} ${LOGGED(3, 'wait')}`,
  act: `${MOVED(3, `node = 'end'`)}, profile as (
      update peer_profile p set attributes = attributes || '{"welcomed": true}' from moved where p.id = moved.profile_id
    ) ${LOGGED(4, 'act')}`,
  end: `${MOVED(4, 'ended_at = clock_timestamp()')} ${LOGGED(5, 'end')}`,
};

/** One enrollment of the standard journey. Its id is that of the event which started it. */
export interface Enrolled {
  id: string;
  profile: string;
}

/** Whatever runs a statement: a pool, or a transaction. */
export interface Runs {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<unknown>;
}

export class PeerState {
  readonly pool: pg.Pool;

  constructor(url: string, connections: number) {
    this.pool = new pg.Pool({ connectionString: url, max: connections });
    this.pool.on('error', () => undefined);
  }

  async make(): Promise<void> {
    await this.pool.query(TABLES);
  }

  /** Forgets former rounds, and gives the planner what it would know of tables in use. */
  async empty(): Promise<void> {
    await this.pool.query('truncate peer_profile, peer_enrollment, peer_step');
    await this.pool.query('checkpoint');
  }

  /** Executes a node for these enrollments, durably once it has returned and `client` has committed. */
  async execute(node: Node, enrolled: readonly Enrolled[], client: Runs = this.pool): Promise<void> {
    await client.query({
      name: `peer_${node}`,
      text: STATEMENTS[node],
      values: [enrolled.map(({ id }) => id), enrolled.map(({ profile }) => profile)],
    });
  }

  /** Rows of the log, and how many came to the end. */
  async found(): Promise<{ steps: number; ended: number }> {
    const { rows } = await this.pool.query<{ steps: number; ended: number }>(
      `select (select count(*) from peer_step)::float8 as steps,
         (select count(*) from peer_enrollment where ended_at is not null)::float8 as ended`,
    );
    return rows[0]!;
  }
}
