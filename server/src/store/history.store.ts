import type { Changes, Ending, GoalReached, Played, Reversal, Refusal, Step, Transition } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import { Copy } from './copy.js';
import type { Queryable } from './database.js';
import type { InboxRow } from './claims.store.js';
import { exactly } from './states-save.store.js';
import type { StoredState } from './states.store.js';

/** When and by whom a batch was executed; the same in all its rows. */
export interface Execution {
  at: Instant;
  worker: string;
}
/** What the rows of a batch share. */
interface Batch extends Execution {
  modelOf: (state: StoredState) => { id: string; version: number };
  arrivals: ReadonlyMap<number, InboxRow>;
}

const owner = <Row>(state: (row: Row) => unknown) => [
  column<Row, Batch>('workspace_id', 'int4', (row) => (state(row) as StoredState).workspace),
  column<Row, Batch>('shard', 'int2', (row) => (state(row) as StoredState).shard),
  column<Row, Batch>('profile_id', 'uuid', (row) => (state(row) as StoredState).id),
];

const insertSteps = new Copy<Step, Batch>('step', [
  ...owner<Step>((row) => row.profile),
  column('enrollment_id', 'uuid', (row) => row.enrollment.id),
  column('number', 'int4', (row) => row.number),
  column('journey_id', 'uuid', (row) => row.enrollment.journey),
  column('version', 'int4', (row) => row.enrollment.version),
  column('node', 'text', (row) => row.node.id),
  column('entered_at', 'timestamptz', (row) => row.enteredAt),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (_, batch) => batch.at),
  column('outcome', 'text', (row) => row.outcome),
  column('port', 'text', (row) => row.port),
  column('reason', 'jsonb', (row) => row.reason),
  column('error', 'text', (row) => row.error),
  column('worker', 'text', (_, batch) => batch.worker),
]);

const insertTransitions = new Copy<Transition, Batch>('stage_transition', [
  ...owner<Transition>((row) => row.profile),
  column('model_id', 'text', (row, batch) => row.model ?? batch.modelOf(row.profile as StoredState).id),
  column('model_version', 'int4', (row, batch) => batch.modelOf(row.profile as StoredState).version),
  column('from_stage', 'text', (row) => row.from),
  column('to_stage', 'text', (row) => row.to),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (_, batch) => batch.at),
  column('cause', 'text', (row) => row.cause),
  column('findings', 'jsonb', (row) => row.findings),
]);

const insertEvents = new Copy<Played, Batch>('event', [
  ...owner<Played>((row) => row.profile),
  column('ordinal', 'int4', (row) => row.ordinal),
  column('seq', 'int8', (row) => row.seq),
  column('name', 'text', (row) => row.name),
  column('message_id', 'text', (row, batch) => row.messageId ?? batch.arrivals.get(row.seq)?.messageId),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('accepted_at', 'timestamptz', (row, batch) => batch.arrivals.get(row.seq)?.acceptedAt ?? row.at),
  column('played_at', 'timestamptz', (row) => row.at),
  column('live', 'bool', (row) => row.live),
  column('properties', 'jsonb', (row) => row.properties),
]);

const insertRefusals = new Copy<Refusal, Batch>('entry_refusal', [
  ...owner<Refusal>((row) => row.profile),
  column('journey_id', 'uuid', (row) => row.node.program.journey),
  column('version', 'int4', (row) => row.node.program.version),
  column('node', 'text', (row) => row.node.id),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (_, batch) => batch.at),
  column('rule', 'text', (row) => row.rule),
  column('key', 'text', (row) => row.key),
]);

/** An enrollment that lived in its table goes with what it was stored with: its entry comes back to nobody. */
const moveEndings = new Rows<Ending, Batch>(
  'move_enrollments',
  [
    ...owner<Ending>((row) => row.profile),
    column('id', 'uuid', (row) => row.enrollment.id),
    column('stored_step', 'int4', (row) => row.enrollment.storedStep),
    column('version', 'int4', (row) => row.enrollment.version),
    column('steps', 'int4', (row) => row.enrollment.step),
    column('ended_at', 'timestamptz', (row) => row.at),
    column('executed_at', 'timestamptz', (_, batch) => batch.at),
    column('reason', 'text', (row) => row.reason),
    column('memory', 'jsonb', (row) => row.enrollment.memory),
  ],
  (given) => `with gone as (
      delete from enrollment e using ${given}
      where e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.profile_id and e.id = given.id
        and e.step = given.stored_step
      returning e.workspace_id, e.shard, e.profile_id, e.id, e.journey_id, given.version, e.key, given.steps, e.entered_at,
        given.ended_at, given.executed_at, given.reason, e.entry, given.memory
    )
    insert into enrollment_history (workspace_id, shard, profile_id, id, journey_id, version, key, steps, entered_at, ended_at,
      executed_at, reason, entry, memory) select * from gone`,
);
const insertEndings = new Copy<Ending, Batch>('enrollment_history', [
  ...owner<Ending>((row) => row.profile),
  column('id', 'uuid', (row) => row.enrollment.id),
  column('journey_id', 'uuid', (row) => row.enrollment.journey),
  column('version', 'int4', (row) => row.enrollment.version),
  column('key', 'text', (row) => row.enrollment.key),
  column('steps', 'int4', (row) => row.enrollment.step),
  column('entered_at', 'timestamptz', (row) => row.enrollment.enteredAt),
  column('ended_at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (_, batch) => batch.at),
  column('reason', 'text', (row) => row.reason),
  column('entry', 'jsonb', (row) => row.enrollment.entry),
  column('memory', 'jsonb', (row) => row.enrollment.memory),
]);

/** Goals stay where they were written, also when their profile became part of another one since. */
const reverseGoals = new Rows<Reversal>(
  'reverse_goals',
  [
    column('workspace_id', 'int4', (row) => (row.profile as StoredState).workspace),
    column('shard', 'int2', (row) => (row.profile as StoredState).shard),
    column('profile_id', 'uuid', (row) => row.profile.id),
    column('enrollment_id', 'uuid', (row) => row.enrollment),
    column('goal', 'text', (row) => row.goal),
    column('at', 'timestamptz', (row) => row.at),
    column('reversed_at', 'timestamptz', (row) => row.reversedAt),
  ],
  (given) => `update goal_reached g set reversed_at = given.reversed_at from ${given}
    where g.workspace_id = given.workspace_id and g.enrollment_id = given.enrollment_id and g.goal = given.goal and g.at = given.at
      and g.reversed_at is null and (g.shard, g.profile_id) in (
      select given.shard, given.profile_id
      union all
      select d.shard, d.profile_id from departed_profile d where d.workspace_id = given.workspace_id and d.into_id = given.profile_id
    )`,
);
const insertGoals = new Copy<GoalReached, Batch>('goal_reached', [
  ...owner<GoalReached>((row) => row.profile),
  column('journey_id', 'uuid', (row) => row.enrollment.journey),
  column('version', 'int4', (row) => row.enrollment.version),
  column('enrollment_id', 'uuid', (row) => row.enrollment.id),
  column('goal', 'text', (row) => row.goal),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (_, batch) => batch.at),
  column('reason', 'jsonb', (row) => row.reason),
]);

/** The append-only tables: what happened, once and for good. Whoever's run is over moves there. */
export class HistoryStore {
  open(execution: Execution, modelOf: Batch['modelOf'], arrivals: Batch['arrivals']): Appending {
    return new Appending({ ...execution, modelOf, arrivals });
  }
}

/** The history of one batch, on its way. */
export class Appending {
  private readonly steps = insertSteps.open();
  private readonly transitions = insertTransitions.open();
  private readonly events = insertEvents.open();

  constructor(private readonly batch: Batch) {}

  /** Takes what there is most of; it need not be kept. */
  take({ steps, transitions, played }: Changes): void {
    this.steps.add(steps, this.batch);
    this.transitions.add(transitions, this.batch);
    this.events.add(played, this.batch);
  }

  /** Writes what was taken, and the rest. */
  async write(client: Queryable, changes: Changes): Promise<void> {
    const { batch } = this;
    await this.steps.send(client);
    await this.transitions.send(client);
    await this.events.send(client);
    await insertRefusals.run(client, changes.refusals, batch);
    const stored = changes.endings.filter(({ enrollment }) => enrollment.stored);
    await exactly(moveEndings, client, stored, batch);
    const passing = changes.endings.filter(({ enrollment }) => !enrollment.stored);
    await insertEndings.run(client, passing, batch);
    await insertGoals.run(client, changes.goals, batch);
    await reverseGoals.run(client, changes.reversals);
  }
}
