import { Injectable } from '@nestjs/common';
import type { Instant, Words } from '@sojourn/rules';
import { Database, timestamp } from './database.js';

/** Something that must never be: which rule is broken, how often, and the first few cases of it. */
export interface Violation {
  invariant: string;
  means: Words;
  count: number;
  /** Ids and numbers only, never anything of a person. */
  examples: string[];
}

/** What to look at: one workspace or all, and how late a wake-up may be before it counts as forgotten. */
export interface Inspection {
  workspace?: number;
  at: Instant;
  /** Milliseconds. */
  grace: number;
}

/** One thing that always holds. `broken` selects a column `example` for each case; $1 is a workspace or null. */
interface Invariant {
  name: string;
  means: Words;
  broken: string;
  /** Whether it looks at $2, the instant before which whatever was due has been done. */
  timed?: boolean;
}

const here = (table: string) => `($1::int is null or ${table}.workspace_id = $1)`;

/** What must hold between any two transactions, whatever died in between (RELIABILITY H5). */
const INVARIANTS: readonly Invariant[] = [
  {
    name: 'step_numbers',
    means: {
      en: 'The steps of an enrollment are not numbered 1, 2, 3 …, each once.',
      zh: '某次参与的步骤编号不是从 1 开始连续且唯一。',
    },
    broken: `select enrollment_id::text as example from step s where ${here('s')}
             group by enrollment_id having min(number) <> 1 or max(number) <> count(*) or count(distinct number) <> count(*)`,
  },
  {
    name: 'step_count',
    means: {
      en: 'An enrollment stands at another step than its log ends with.',
      zh: '某次参与所在的步骤与执行记录的末尾不一致。',
    },
    broken: `select run.id::text as example
             from (select workspace_id, id, step from enrollment union all select workspace_id, id, steps from enrollment_history) as run
             left join (select enrollment_id, count(*) as n from step group by 1) as log on log.enrollment_id = run.id
             where ${here('run')} and run.step <> coalesce(log.n, 0)`,
  },
  {
    name: 'step_of_nobody',
    means: { en: 'A step belongs to no enrollment.', zh: '某个步骤不属于任何参与记录。' },
    broken: `select distinct s.enrollment_id::text as example from step s where ${here('s')}
             and not exists (select from enrollment e where e.id = s.enrollment_id)
             and not exists (select from enrollment_history h where h.id = s.enrollment_id)`,
  },
  {
    name: 'one_life',
    means: {
      en: 'An enrollment ended twice, or is alive after its end.',
      zh: '某次参与结束了两次，或结束后仍在进行。',
    },
    broken: `select id::text as example
             from (select workspace_id, id from enrollment union all select workspace_id, id from enrollment_history) as run
             where ${here('run')} group by id having count(*) > 1`,
  },
  {
    name: 'one_keeper',
    means: {
      en: 'A live enrollment has nothing that will move it on, or more than one such thing.',
      zh: '某次进行中的参与没有任何推动它的事项，或有不止一个。',
    },
    // A delivery that was settled still counts: its receipt is on the way, and `receipt` sees to that.
    broken: `select e.id::text || coalesce(' ' || e.parked, '') as example from enrollment e where ${here('e')} and (
               (e.parked is null) <> (e.due < 'infinity')
               or (e.parked in ('paused', 'failed') and e.held_due is null)
               or (e.parked is not distinct from 'delivery') <> (1 = (
                 select count(*) from delivery d where d.workspace_id = e.workspace_id and d.enrollment_id = e.id and d.step = e.step
               )))`,
  },
  {
    name: 'receipt',
    means: {
      en: 'A delivery has ended, and nobody will tell its enrollment.',
      zh: '某次触达已结束，却没有回执通知对应的参与。',
    },
    broken: `select d.id::text as example from delivery d where ${here('d')} and d.state = 'settled'
             and not exists (select from inbox i where i.kind = 'receipt' and i.payload->>'delivery' = d.id::text)
             and not exists (select from inbox_failed f where f.kind = 'receipt' and f.payload->>'delivery' = d.id::text)`,
  },
  {
    name: 'one_delivery',
    means: {
      en: 'One step made more than one delivery, or two deliveries share a key.',
      zh: '同一步骤产生了多次触达，或两次触达使用同一个幂等键。',
    },
    broken: `select key as example
             from (select workspace_id, key from delivery union all select workspace_id, key from delivery_history) as sent
             where ${here('sent')} group by key having count(*) > 1`,
  },
  {
    name: 'entry_ledger',
    means: {
      en: 'The entry ledger counts other enrollments than there are.',
      zh: '进入台账的计数与实际参与数不一致。',
    },
    broken: `select coalesce(l.profile_id, run.profile_id)::text as example
             from (select workspace_id, profile_id, journey_id, key, count, live from entry_ledger) as l
             full join (
               select each.workspace_id, coalesce(d.into_id, each.profile_id) as profile_id, journey_id, key, count(*) as count,
                 count(*) filter (where alive) as live
               from (
                 select workspace_id, profile_id, journey_id, key, true as alive from enrollment
                 union all select workspace_id, profile_id, journey_id, key, false from enrollment_history
               ) as each
               left join departed_profile d on d.workspace_id = each.workspace_id and d.profile_id = each.profile_id
               where d.profile_id is null or d.into_id is not null group by 1, 2, 3, 4
             ) as run using (workspace_id, profile_id, journey_id, key)
             where ($1::int is null or workspace_id = $1) and (l.count, l.live) is distinct from (run.count, run.live)`,
  },
  {
    name: 'event_order',
    means: {
      en: 'The events of a profile are not numbered 1, 2, 3 …, each once.',
      zh: '某个用户的事件编号不是从 1 开始连续且唯一。',
    },
    broken: `select p.id::text as example from profile p
             left join (
               select workspace_id, profile_id, count(*) as n, count(distinct ordinal) as distinct_n, min(ordinal) as least, max(ordinal) as most
               from event group by 1, 2
             ) as log on log.workspace_id = p.workspace_id and log.profile_id = p.id
             where ${here('p')} and (p.ordinal <> coalesce(log.n, 0) or log.n <> log.distinct_n or log.least <> 1 or log.most <> log.n)`,
  },
  {
    name: 'event_once',
    means: { en: 'An event was played twice.', zh: '某个事件被处理了两次。' },
    broken: `select message_id as example from event e where ${here('e')} and message_id is not null
             group by workspace_id, message_id having count(*) > 1`,
  },
  {
    name: 'node_counters',
    means: {
      en: 'The counts of a node disagree with the log.',
      zh: '某个节点的计数与执行记录不一致。',
    },
    broken: `with logged as (
               select workspace_id, journey_id, version, node, 'entered' as metric, count(*) as n
               from (
                 select workspace_id, journey_id, version, node from step
                 union all select workspace_id, journey_id, version, node from enrollment
               ) as been group by 1, 2, 3, 4
               union all select workspace_id, journey_id, version, node, 'left:' || port, count(*) from step where port is not null group by 1, 2, 3, 4, port
               union all select workspace_id, journey_id, version, node, 'failed', count(*) from step where outcome = 'failed' group by 1, 2, 3, 4
               union all select workspace_id, journey_id, version, node, 'waiting', count(*) from enrollment group by 1, 2, 3, 4
               union all select workspace_id, journey_id, version, '', 'goal:' || goal, count(*) from goal_reached group by 1, 2, 3, goal
               union all select workspace_id, journey_id, version, '', 'reversed:' || goal, count(reversed_at) from goal_reached group by 1, 2, 3, goal
             ), counted as (
               select workspace_id, journey_id, version, node, metric, sum(n) as n from node_counter group by 1, 2, 3, 4, 5
             )
             select node || ' ' || metric || ': ' || coalesce(counted.n, 0) || ' counted, ' || coalesce(logged.n, 0) || ' logged' as example
             from logged full join counted using (workspace_id, journey_id, version, node, metric)
             where ($1::int is null or workspace_id = $1) and coalesce(counted.n, 0) <> coalesce(logged.n, 0)`,
  },
  {
    name: 'stage_counters',
    means: {
      en: 'The counts of a stage disagree with the profiles in it.',
      zh: '某个生命周期阶段的计数与实际用户数不一致。',
    },
    broken: `select stage || ': ' || coalesce(counted.n, 0) || ' counted, ' || coalesce(real.n, 0) || ' there' as example
             from (select workspace_id, stage, count(*) as n from profile group by 1, 2) as real
             full join (
               select workspace_id, stage, sum(n) as n from stage_counter where model_id = 'primary' group by 1, 2
             ) as counted using (workspace_id, stage)
             where ($1::int is null or workspace_id = $1) and coalesce(counted.n, 0) <> coalesce(real.n, 0)`,
  },
  {
    name: 'overdue',
    means: { en: 'Something that was due has not been done.', zh: '有到期的事项没有被处理。' },
    timed: true,
    broken: `select 'enrollment ' || e.id as example from enrollment e where ${here('e')} and e.due < $2
             union all select 'profile ' || p.id from profile p where ${here('p')} and p.next_flip < $2
             union all select 'delivery ' || d.id from delivery d where ${here('d')}
               and ((d.state = 'queued' and d.due < $2) or (d.state = 'ready' and d.decided_at < $2) or (d.state = 'leased' and d.lease_until < $2))
             union all select 'arrival ' || i.id from inbox i where ${here('i')} and i.accepted_at < $2`,
  },
];

/** How long one of them may take on a large installation, in milliseconds. */
const PATIENCE = 600_000;

/** The checker: every invariant of the state against the log, in one snapshot. It reads and changes nothing. */
@Injectable()
export class InvariantsStore {
  constructor(private readonly database: Database) {}

  /** What is broken; empty where all is well. */
  inspect({ workspace, at, grace }: Inspection): Promise<Violation[]> {
    return this.database.transaction(async (client) => {
      await client.query('set transaction isolation level repeatable read read only');
      await client.query(`set local statement_timeout = ${PATIENCE}`);
      const found: Violation[] = [];
      for (const { name, means, broken, timed } of INVARIANTS) {
        const { rows } = await client.query<{ n: number; example: string }>({
          text: `select count(*) over () as n, example from (${broken}) as broken order by example limit 5`,
          values: timed ? [workspace ?? null, timestamp(at - grace)] : [workspace ?? null],
          query_timeout: PATIENCE,
        } as never);
        const [first] = rows;
        if (first) found.push({ invariant: name, means, count: first.n, examples: rows.map(({ example }) => example) });
      }
      return found;
    });
  }
}
