import type { Frozen, Parked, Properties } from '@sojourn/journey';
import { HOUR, type Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';
import { DepartedStore } from './departed.store.js';
import { MEANT, meant, type Selection } from './inside.store.js';
import { STEP, type StepRow } from './log.store.js';

/** An enrollment, alive (`node` and after) or over (`endedAt` and `reason`). */
export interface EnrollmentRow {
  id: string;
  shard: number;
  profile: string;
  journey: string;
  version: number;
  key: string;
  enteredAt: Instant;
  entry: Properties;
  node: string | null;
  arrivedAt: Instant | null;
  due: Instant | null;
  parked: Parked | null;
  heldDue: Instant | null;
  /** How much of its rest stood still, as far as that was counted. */
  frozen: Frozen | null;
  endedAt: Instant | null;
  reason: string | null;
}

/** A goal an enrollment reached, and when a refund took it back. */
export interface GoalRow {
  goal: string;
  at: Instant;
  reversedAt: Instant | null;
}

/** A place in the list of who is at a node: the keys of the enrollment before it. */
export interface NodePosition {
  shard: number;
  profile: string;
  id: string;
}

const LIVE = `e.id, e.shard, e.profile_id as profile, e.journey_id as journey, e.version, e.key, e.entered_at as "enteredAt", e.entry,
  e.node, e.arrived_at as "arrivedAt", e.due, e.parked, e.held_due as "heldDue", e.memory -> 'frozen' as frozen,
  null::timestamptz as "endedAt", null as reason`;
const OVER = `e.id, e.shard, e.profile_id as profile, e.journey_id as journey, e.version, e.key, e.entered_at as "enteredAt", e.entry,
  null as node, null::timestamptz as "arrivedAt", null::timestamptz as due, null as parked, null::timestamptz as "heldDue",
  null::jsonb as frozen, e.ended_at as "endedAt", e.reason`;

/** Enrollments as the console shows them. */
@Injectable()
export class EnrollmentsStore {
  constructor(
    private readonly database: Database,
    private readonly departed: DepartedStore,
  ) {}

  /** One enrollment with its steps and goals, in their order; undefined where the workspace has none of this id. */
  async find(
    workspace: number,
    id: string,
  ): Promise<{ enrollment: EnrollmentRow; steps: StepRow[]; goals: GoalRow[] } | undefined> {
    // Its first step is written as it enters, so the log leads to the profile, by whose key everything else is found.
    const { rows: steps } = await this.database.query<StepRow & { shard: number }>(
      `select s.shard, ${STEP} from step s
       where s.enrollment_id = $2 and s.workspace_id = $1 and s.executed_at >= $3 order by s.number`,
      [workspace, id, timestamp(notBefore(id))],
    );
    const [first] = steps;
    if (!first) return undefined;
    // The profile of the first step may have become part of another one since, enrollment and all.
    const { shard, profile } = first;
    const departed = await this.departed.among(this.database, [{ workspace, id: profile }]);
    const owners = [{ shard, id: profile }, ...[departed.get(profile)].filter((into) => into !== undefined)];
    const key = [workspace, owners.map(({ shard }) => shard), owners.map(({ id: profile }) => profile), id];
    const { rows } = await this.database.query<EnrollmentRow>(
      `select ${LIVE} from enrollment e
       where e.workspace_id = $1 and (e.shard, e.profile_id) in (select * from unnest($2::int2[], $3::uuid[])) and e.id = $4
       union all
       select ${OVER} from enrollment_history e
       where e.workspace_id = $1 and (e.shard, e.profile_id) in (select * from unnest($2::int2[], $3::uuid[])) and e.id = $4`,
      key,
    );
    const { rows: goals } = await this.database.query<GoalRow>(
      `select goal, at, reversed_at as "reversedAt" from goal_reached g
       where g.workspace_id = $1 and (g.shard, g.profile_id) in (select * from unnest($2::int2[], $3::uuid[])) and g.enrollment_id = $4
       order by at, goal`,
      key,
    );
    return rows[0] && { enrollment: rows[0], steps, goals };
  }

  async isAlive(
    workspace: number,
    { shard, profile, id }: Pick<EnrollmentRow, 'shard' | 'profile' | 'id'>,
  ): Promise<boolean> {
    const { rowCount } = await this.database.query(
      'select from enrollment where workspace_id = $1 and shard = $2 and profile_id = $3 and id = $4',
      [workspace, shard, profile, id],
    );
    return rowCount === 1;
  }

  /** How many of those inside a journey are meant. Reads the table once, as {@link atNode} does. */
  async count(workspace: number, journey: string, selection: Selection, client: Queryable): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      `select count(*) as n from enrollment where workspace_id = $1 and journey_id = $2 and ${MEANT}`,
      [workspace, journey, ...meant(selection)],
    );
    return rows[0]!.n;
  }

  /**
   * Who is at a node now, whatever their version, in the order of the table's key. There is no index by node, since it
   * would cost every entry and every move half as much again (measured); for a node with few among millions Postgres
   * reads the table once.
   */
  async atNode(
    workspace: number,
    journey: string,
    node: string,
    after: NodePosition | undefined,
    limit: number,
  ): Promise<EnrollmentRow[]> {
    const { rows } = await this.database.query<EnrollmentRow>(
      `select ${LIVE} from enrollment e
       where e.workspace_id = $1 and e.journey_id = $2 and e.node = $3 and (e.shard, e.profile_id, e.id) > ($4, $5, $6)
       order by e.shard, e.profile_id, e.id limit $7`,
      [workspace, journey, node, after?.shard ?? -1, after?.profile ?? NIL, after?.id ?? NIL, limit],
    );
    return rows;
  }
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** A version 7 id holds its instant, so partitions of the log from before it need not be asked. */
function notBefore(id: string): Instant {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) - HOUR : -Infinity;
}
