import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';
import { DepartedStore } from './departed.store.js';
import { backwards, type Found } from './time-windows.js';

/** One executed node. */
export interface StepRow {
  enrollment: string;
  number: number;
  profile: string;
  journey: string;
  version: number;
  node: string;
  enteredAt: Instant;
  at: Instant;
  executedAt: Instant;
  outcome: 'left' | 'ended' | 'failed';
  port: string | null;
  reason: unknown;
  error: string | null;
  worker: string;
}

/** What to look for. Times are of execution, `from` included and `to` not. */
export interface StepFilter {
  journey?: string | undefined;
  version?: number | undefined;
  node?: string | undefined;
  profile?: string | undefined;
  outcome?: StepRow['outcome'] | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
}

/** A place in the log: after this step, on the way back in time. A whole batch is executed at one instant. */
export interface StepPosition {
  executedAt: Instant;
  enrollment: string;
  number: number;
}

/** An entry that a rule refused. */
export interface RefusalRow {
  profile: string;
  journey: string;
  version: number;
  node: string;
  at: Instant;
  executedAt: Instant;
  rule: string;
  key: string;
}
export interface RefusalPosition {
  executedAt: Instant;
  profile: string;
  node: string;
}

export const STEP = `s.enrollment_id as enrollment, s.number, s.profile_id as profile, s.journey_id as journey, s.version, s.node,
  s.entered_at as "enteredAt", s.at, s.executed_at as "executedAt", s.outcome, s.port, s.reason, s.error, s.worker`;

/** The execution log, newest first. Its table has no index but those the log's speed allows; see {@link backwards}. */
@Injectable()
export class LogStore {
  constructor(
    private readonly database: Database,
    private readonly departed: DepartedStore,
  ) {}

  /** Up to `limit` steps that were executed before `now`. */
  async steps(
    workspace: number,
    filter: StepFilter,
    after: StepPosition | undefined,
    limit: number,
    now: Instant,
  ): Promise<Found<StepRow>> {
    if (filter.profile !== undefined)
      return { rows: await this.stepsOf(workspace, filter.profile, filter, after, limit) };
    const range = {
      from: filter.from ?? -Infinity,
      to: Math.min(filter.to ?? Infinity, after ? after.executedAt + 1 : Infinity, now + 1),
    };
    return backwards(range, limit, async (window, rest) => {
      const { rows } = await this.database.query<StepRow>(
        `select ${STEP} from step s where s.workspace_id = $1 and s.executed_at >= $2 and s.executed_at < $3
           and ($4::timestamptz is null or (s.executed_at, s.enrollment_id, s.number) < ($4, $5, $6))
           and ($7::uuid is null or s.journey_id = $7) and ($8::int is null or s.version = $8)
           and ($9::text is null or s.node = $9) and ($10::text is null or s.outcome = $10)
         order by s.executed_at desc, s.enrollment_id desc, s.number desc limit $11`,
        [
          workspace,
          timestamp(window.from),
          timestamp(window.to),
          after ? timestamp(after.executedAt) : null,
          after?.enrollment ?? null,
          after?.number ?? null,
          filter.journey ?? null,
          filter.version ?? null,
          filter.node ?? null,
          filter.outcome ?? null,
          rest,
        ],
      );
      return rows;
    });
  }

  /** One profile's steps, and those of the profiles that became part of it: enrollments are found by the profile, steps by them. */
  private async stepsOf(
    workspace: number,
    profile: string,
    filter: StepFilter,
    after: StepPosition | undefined,
    limit: number,
  ): Promise<StepRow[]> {
    const family = await this.departed.family(workspace, profile);
    const { rows } = await this.database.query<StepRow>(
      `select ${STEP} from (
         select id from enrollment where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))
         union all
         select id from enrollment_history where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))
       ) as own join step s on s.enrollment_id = own.id and s.workspace_id = $1
       where s.executed_at >= $4 and s.executed_at < $5
         and ($6::timestamptz is null or (s.executed_at, s.enrollment_id, s.number) < ($6, $7, $8))
         and ($9::uuid is null or s.journey_id = $9) and ($10::int is null or s.version = $10)
         and ($11::text is null or s.node = $11) and ($12::text is null or s.outcome = $12)
       order by s.executed_at desc, s.enrollment_id desc, s.number desc limit $13`,
      [
        workspace,
        family.map(({ shard }) => shard),
        family.map(({ id }) => id),
        timestamp(filter.from ?? -Infinity),
        timestamp(filter.to ?? Infinity),
        after ? timestamp(after.executedAt) : null,
        after?.enrollment ?? null,
        after?.number ?? null,
        filter.journey ?? null,
        filter.version ?? null,
        filter.node ?? null,
        filter.outcome ?? null,
        limit,
      ],
    );
    return rows;
  }

  /** Entries that a rule refused, newest first. */
  async refusals(
    workspace: number,
    journey: string | undefined,
    after: RefusalPosition | undefined,
    limit: number,
    now: Instant,
  ): Promise<Found<RefusalRow>> {
    const range = { from: -Infinity, to: after ? after.executedAt + 1 : now + 1 };
    return backwards(range, limit, async (window, rest) => {
      const { rows } = await this.database.query<RefusalRow>(
        `select profile_id as profile, journey_id as journey, version, node, at, executed_at as "executedAt", rule, key
         from entry_refusal where workspace_id = $1 and executed_at >= $2 and executed_at < $3
           and ($4::timestamptz is null or (executed_at, profile_id, node) < ($4, $5, $6)) and ($7::uuid is null or journey_id = $7)
         order by executed_at desc, profile_id desc, node desc limit $8`,
        [
          workspace,
          timestamp(window.from),
          timestamp(window.to),
          after ? timestamp(after.executedAt) : null,
          after?.profile ?? null,
          after?.node ?? null,
          journey ?? null,
          rest,
        ],
      );
      return rows;
    });
  }
}
