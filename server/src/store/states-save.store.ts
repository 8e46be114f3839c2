import { Changes, type Ending, type Enrollment, type LedgerEntry } from '@sojourn/journey';
import type { EventFact } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import type { Queryable } from './database.js';
import type { StoredState } from './states.store.js';

/** A row that somebody else changed although we held its shard: the batch must not commit. */
export class LostCompareAndSet extends Error {
  override name = 'LostCompareAndSet';
}

interface OfProfile<Row> {
  state: StoredState;
  row: Row;
}
type EnrollmentRow = OfProfile<Enrollment>;
type FactRow = OfProfile<EventFact> & { event: string };
type LedgerRow = OfProfile<LedgerEntry>;

const PROFILE = [
  column<StoredState>('workspace_id', 'int4', (state) => state.workspace),
  column<StoredState>('shard', 'int2', (state) => state.shard),
  column<StoredState>('id', 'uuid', (state) => state.id),
  column<StoredState>('attributes', 'jsonb', (state) => state.attributes),
  column<StoredState>('consents', 'jsonb', (state) => state.consents),
  column<StoredState>('stage', 'text', (state) => state.stage),
  column<StoredState>('stage_since', 'timestamptz', (state) => state.stageSince),
  column<StoredState>('previous_stage', 'text', (state) => state.previousStage),
  column<StoredState>('model_version', 'int4', (state) => state.modelVersion),
  column<StoredState>('layers', 'jsonb', (state) => state.layers),
  column<StoredState>('scores', 'jsonb', (state) => state.scores),
  column<StoredState>('tags', 'jsonb', (state) => state.tags),
  column<StoredState>('first_seen', 'timestamptz', (state) => state.firstSeen),
  column<StoredState>('last_seen', 'timestamptz', (state) => state.lastSeen),
  column<StoredState>('played', 'timestamptz', (state) => state.played),
  column<StoredState>('ordinal', 'int4', (state) => state.ordinal),
  column<StoredState>('next_flip', 'timestamptz', (state) => state.nextFlip),
];

const ofProfile = <Row>() => [
  column<OfProfile<Row>>('workspace_id', 'int4', ({ state }) => state.workspace),
  column<OfProfile<Row>>('shard', 'int2', ({ state }) => state.shard),
  column<OfProfile<Row>>('profile_id', 'uuid', ({ state }) => state.id),
];

const ENROLLMENT = [
  ...ofProfile<Enrollment>(),
  column<EnrollmentRow>('id', 'uuid', ({ row }) => row.id),
  column<EnrollmentRow>('journey_id', 'uuid', ({ row }) => row.journey),
  column<EnrollmentRow>('version', 'int4', ({ row }) => row.version),
  column<EnrollmentRow>('key', 'text', ({ row }) => row.key),
  column<EnrollmentRow>('node', 'text', ({ row }) => row.node),
  column<EnrollmentRow>('step', 'int4', ({ row }) => row.step),
  column<EnrollmentRow>('entered_at', 'timestamptz', ({ row }) => row.enteredAt),
  column<EnrollmentRow>('arrived_at', 'timestamptz', ({ row }) => row.arrivedAt),
  column<EnrollmentRow>('due', 'timestamptz', ({ row }) => row.due),
  column<EnrollmentRow>('parked', 'text', ({ row }) => row.parked),
  column<EnrollmentRow>('held_due', 'timestamptz', ({ row }) => row.heldDue),
  column<EnrollmentRow>('entry', 'jsonb', ({ row }) => row.entry),
  column<EnrollmentRow>('memory', 'jsonb', ({ row }) => row.memory),
];
const STORED_STEP = column<EnrollmentRow>('stored_step', 'int4', ({ row }) => row.storedStep);

const insertProfiles = Rows.insert('profile', PROFILE);
const updateProfiles = new Rows<StoredState>(
  'update_profiles',
  PROFILE,
  (given) => `update profile p set
      attributes = given.attributes, consents = given.consents, stage = given.stage, stage_since = given.stage_since,
      previous_stage = given.previous_stage, model_version = given.model_version, layers = given.layers,
      scores = given.scores, tags = given.tags, first_seen = given.first_seen,
      last_seen = given.last_seen, played = given.played, ordinal = given.ordinal, next_flip = given.next_flip
    from ${given} where p.workspace_id = given.workspace_id and p.shard = given.shard and p.id = given.id`,
);
const saveFacts = new Rows<FactRow>(
  'save_facts',
  [
    ...ofProfile<EventFact>(),
    column<FactRow>('event', 'text', ({ event }) => event),
    column<FactRow>('count', 'int4', ({ row }) => row.count),
    column<FactRow>('first_at', 'timestamptz', ({ row }) => row.first),
    column<FactRow>('last_at', 'timestamptz', ({ row }) => row.last),
    column<FactRow>('sums', 'jsonb', ({ row }) => row.sums),
    column<FactRow>('recent', 'jsonb', ({ row }) => row.recent),
    column<FactRow>('days', 'jsonb', ({ row }) => row.days),
    column<FactRow>('kept', 'jsonb', ({ row }) => keptOf(row)),
  ] as never,
  (given, names) => `insert into profile_fact (${names}) select * from ${given}
    on conflict (workspace_id, shard, profile_id, event)
    do update set count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at, sums = excluded.sums,
      recent = excluded.recent, days = excluded.days, kept = excluded.kept`,
);
function keptOf({ numbers, values }: EventFact) {
  return numbers || values ? { numbers, values } : undefined;
}

const saveLedger = new Rows<LedgerRow>(
  'save_ledger',
  [
    ...ofProfile<LedgerEntry>(),
    column<LedgerRow>('journey_id', 'uuid', ({ row }) => row.journey),
    column<LedgerRow>('key', 'text', ({ row }) => row.key),
    column<LedgerRow>('count', 'int4', ({ row }) => row.count),
    column<LedgerRow>('live', 'int4', ({ row }) => row.live),
    column<LedgerRow>('goals', 'int4', ({ row }) => row.goals),
    column<LedgerRow>('last_entry', 'timestamptz', ({ row }) => row.lastEntry),
    column<LedgerRow>('last_exit', 'timestamptz', ({ row }) => row.lastExit),
  ],
  (given, names) => `insert into entry_ledger (${names}) select * from ${given}
    on conflict (workspace_id, shard, profile_id, journey_id, key)
    do update set count = excluded.count, live = excluded.live, goals = excluded.goals,
      last_entry = excluded.last_entry, last_exit = excluded.last_exit`,
);
const insertEnrollments = Rows.insert('enrollment', ENROLLMENT);
const updateEnrollments = new Rows<EnrollmentRow>(
  'update_enrollments',
  [...ENROLLMENT, STORED_STEP],
  (
    given,
  ) => `update enrollment e set version = given.version, node = given.node, step = given.step, arrived_at = given.arrived_at, due = given.due,
      parked = given.parked, held_due = given.held_due, memory = given.memory
    from ${given}
    where e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.profile_id and e.id = given.id
      and e.step = given.stored_step`,
);
const deleteEnrollments = new Rows<EnrollmentRow>(
  'delete_enrollments',
  [...ofProfile<Enrollment>(), column<EnrollmentRow>('id', 'uuid', ({ row }) => row.id), STORED_STEP],
  (given) => `delete from enrollment e using ${given}
    where e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.profile_id and e.id = given.id
      and e.step = given.stored_step`,
);

/** Writes back what a play changed of profiles, facts, enrollments and ledgers. Callers hold the shards. */
export class StatesSaveStore {
  async save(client: Queryable, states: readonly StoredState[], changes: Changes): Promise<void> {
    const touched = states.filter((state) => state.touched);
    await insertProfiles.run(
      client,
      touched.filter((state) => !state.stored),
    );
    await updateProfiles.run(
      client,
      touched.filter((state) => state.stored),
    );
    await saveFacts.run(
      client,
      states.flatMap((state) =>
        [...state.touchedEvents].map((event) => ({ state, event, row: state.events.get(event)! })),
      ),
    );
    await saveLedger.run(
      client,
      states.flatMap((state) => [...state.ledger.values()].filter((row) => row.touched).map((row) => ({ state, row }))),
    );
    const live = states.flatMap((state) => state.enrollments.map((row) => ({ state, row })));
    await insertEnrollments.run(
      client,
      live.filter(({ row }) => !row.stored),
    );
    await exactly(
      updateEnrollments,
      client,
      live.filter(({ row }) => row.stored && row.touched),
    );
    await exactly(deleteEnrollments, client, changes.endings.filter(({ enrollment }) => enrollment.stored).map(ended));
  }
}

const ended = ({ profile, enrollment }: Ending): EnrollmentRow => ({ state: profile as StoredState, row: enrollment });

/** Compare-and-set on the step number: every row must still be at the step we loaded it at. */
async function exactly(statement: Rows<EnrollmentRow>, client: Queryable, rows: EnrollmentRow[]): Promise<void> {
  const written = await statement.run(client, rows);
  if (written !== rows.length) {
    throw new LostCompareAndSet(
      `${rows.length - written} of ${rows.length} enrollments had moved on since this batch read them.`,
    );
  }
}
