import type { Changes, Ending, Played, Refusal, Step, Transition } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import type { Queryable } from './database.js';
import type { InboxRow } from './claims.store.js';
import type { StoredState } from './states.store.js';

/** When and by whom a batch was executed; the same in all its rows. */
export interface Execution {
  at: Instant;
  worker: string;
}
type Executed<Row> = Row & { execution: Execution };

const owner = <Row>(state: (row: Row) => unknown) => [
  column<Row>('workspace_id', 'int4', (row) => (state(row) as StoredState).workspace),
  column<Row>('shard', 'int2', (row) => (state(row) as StoredState).shard),
  column<Row>('profile_id', 'uuid', (row) => (state(row) as StoredState).id),
];

const insertSteps = Rows.insert<Executed<Step>>('step', [
  ...owner<Executed<Step>>((row) => row.profile),
  column('enrollment_id', 'uuid', (row) => row.enrollment.id),
  column('number', 'int4', (row) => row.number),
  column('journey_id', 'uuid', (row) => row.enrollment.journey),
  column('version', 'int4', (row) => row.enrollment.version),
  column('node', 'text', (row) => row.node.id),
  column('entered_at', 'timestamptz', (row) => row.enteredAt),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (row) => row.execution.at),
  column('outcome', 'text', (row) => row.outcome),
  column('port', 'text', (row) => row.port),
  column('reason', 'jsonb', (row) => row.reason),
  column('error', 'text', (row) => row.error),
  column('worker', 'text', (row) => row.execution.worker),
]);

type ModelOf = { model: { id: string; version: number } };
const insertTransitions = Rows.insert<Executed<Transition & ModelOf>>('stage_transition', [
  ...owner<Executed<Transition & ModelOf>>((row) => row.profile),
  column('model_id', 'text', (row) => row.model.id),
  column('model_version', 'int4', (row) => row.model.version),
  column('from_stage', 'text', (row) => row.from),
  column('to_stage', 'text', (row) => row.to),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (row) => row.execution.at),
  column('cause', 'text', (row) => row.cause),
  column('findings', 'jsonb', (row) => row.findings),
]);

type Arrived = Played & { acceptedAt: Instant };
const insertEvents = Rows.insert<Arrived>('event', [
  ...owner<Arrived>((row) => row.profile),
  column('ordinal', 'int4', (row) => row.ordinal),
  column('seq', 'int8', (row) => row.seq),
  column('name', 'text', (row) => row.name),
  column('message_id', 'text', (row) => row.messageId),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('accepted_at', 'timestamptz', (row) => row.acceptedAt),
  column('played_at', 'timestamptz', (row) => row.at),
  column('live', 'bool', (row) => row.live),
  column('properties', 'jsonb', (row) => row.properties),
]);

const insertRefusals = Rows.insert<Executed<Refusal>>('entry_refusal', [
  ...owner<Executed<Refusal>>((row) => row.profile),
  column('journey_id', 'uuid', (row) => row.node.program.journey),
  column('version', 'int4', (row) => row.node.program.version),
  column('node', 'text', (row) => row.node.id),
  column('at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (row) => row.execution.at),
  column('rule', 'text', (row) => row.rule),
  column('key', 'text', (row) => row.key),
]);

const insertEndings = Rows.insert<Executed<Ending>>('enrollment_history', [
  ...owner<Executed<Ending>>((row) => row.profile),
  column('id', 'uuid', (row) => row.enrollment.id),
  column('journey_id', 'uuid', (row) => row.enrollment.journey),
  column('version', 'int4', (row) => row.enrollment.version),
  column('key', 'text', (row) => row.enrollment.key),
  column('steps', 'int4', (row) => row.enrollment.step),
  column('entered_at', 'timestamptz', (row) => row.enrollment.enteredAt),
  column('ended_at', 'timestamptz', (row) => row.at),
  column('executed_at', 'timestamptz', (row) => row.execution.at),
  column('reason', 'text', (row) => row.reason),
  column('entry', 'jsonb', (row) => row.enrollment.entry),
]);

/** The append-only tables: what happened, once and for good. */
export class HistoryStore {
  async append(
    client: Queryable,
    changes: Changes,
    execution: Execution,
    models: (state: StoredState) => ModelOf['model'],
    arrivals: ReadonlyMap<number, InboxRow>,
  ): Promise<void> {
    const executed = <Row extends object>(rows: readonly Row[]) => rows.map((row) => ({ ...row, execution }));
    await insertSteps.run(client, executed(changes.steps));
    await insertTransitions.run(
      client,
      changes.transitions.map((row) => ({ ...row, execution, model: models(row.profile as StoredState) })),
    );
    await insertEvents.run(
      client,
      changes.played.map((row) => {
        const arrival = arrivals.get(row.seq);
        return {
          ...row,
          acceptedAt: arrival?.acceptedAt ?? row.at,
          messageId: row.messageId ?? arrival?.messageId ?? undefined,
        };
      }),
    );
    await insertRefusals.run(client, executed(changes.refusals));
    await insertEndings.run(client, executed(changes.endings));
  }
}
