import type { CountedEvent, Enrollment, LedgerEntry } from '@sojourn/journey';
import { column, Rows, type Shared } from './columns.js';
import { Copy } from './copy.js';
import type { ProfileKey } from './claims.store.js';
import type { Queryable } from './database.js';
import { SELDOM, type StoredState } from './states.store.js';

/** A row that somebody else changed although we held its shard: the batch must not commit. */
export class LostCompareAndSet extends Error {
  override name = 'LostCompareAndSet';
}

interface OfProfile<Row> {
  state: ProfileKey;
  row: Row;
}
type EnrollmentRow = OfProfile<Enrollment>;
export type FactRow = OfProfile<CountedEvent>;
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

const insertProfiles = new Copy('profile', PROFILE);
const isSeldom = (name: string): name is (typeof SELDOM)[number] => SELDOM.some((each) => each === name);
const updateProfiles = new Rows<StoredState>(
  'update_profiles',
  PROFILE.map(({ name, kind, value }) =>
    isSeldom(name)
      ? column<StoredState>(name, kind, (state) => (state[name] === state.asStored?.[name] ? null : state[name]))
      : column<StoredState>(name, kind, value),
  ),
  (given) => `update profile p set
      attributes = given.attributes, stage = given.stage, stage_since = given.stage_since,
      previous_stage = given.previous_stage, model_version = given.model_version,
      ${SELDOM.map((name) => `${name} = coalesce(given.${name}, p.${name})`).join(', ')}, first_seen = given.first_seen,
      last_seen = given.last_seen, played = given.played, ordinal = given.ordinal, next_flip = given.next_flip
    from ${given} where p.workspace_id = given.workspace_id and p.shard = given.shard and p.id = given.id`,
);
/** How a fact is written; its row is that of the profile `state` names. */
export const FACT = [
  ...ofProfile<CountedEvent>(),
  column<FactRow>('event', 'text', ({ row }) => row.name),
  column<FactRow>('count', 'int4', ({ row }) => row.count),
  column<FactRow>('first_at', 'timestamptz', ({ row }) => row.first),
  column<FactRow>('last_at', 'timestamptz', ({ row }) => row.last),
  column<FactRow>('sums', 'jsonb', ({ row }) => row.sums),
  column<FactRow>('recent', 'jsonb', ({ row }) => row.recent),
  column<FactRow>('days', 'jsonb', ({ row }) => row.days),
  column<FactRow>('kept', 'jsonb', ({ row }) => keptOf(row)),
];
const insertFacts = new Copy('profile_fact', FACT);
const updateFacts = new Rows<FactRow>(
  'update_facts',
  FACT,
  (given) => `update profile_fact f set
      count = given.count, first_at = given.first_at, last_at = given.last_at, sums = given.sums,
      recent = given.recent, days = given.days, kept = given.kept
    from ${given}
    where f.workspace_id = given.workspace_id and f.shard = given.shard and f.profile_id = given.profile_id
      and f.event = given.event`,
);
function keptOf({ numbers, values }: CountedEvent) {
  return numbers || values ? { numbers, values } : undefined;
}

const LEDGER = [
  ...ofProfile<LedgerEntry>(),
  column<LedgerRow>('journey_id', 'uuid', ({ row }) => row.journey),
  column<LedgerRow>('key', 'text', ({ row }) => row.key),
  column<LedgerRow>('count', 'int4', ({ row }) => row.count),
  column<LedgerRow>('live', 'int4', ({ row }) => row.live),
  column<LedgerRow>('goals', 'int4', ({ row }) => row.goals),
  column<LedgerRow>('last_entry', 'timestamptz', ({ row }) => row.lastEntry),
  column<LedgerRow>('last_exit', 'timestamptz', ({ row }) => row.lastExit),
];
const insertLedger = new Copy('entry_ledger', LEDGER);
const updateLedger = new Rows<LedgerRow>(
  'update_ledger',
  LEDGER,
  (given) => `update entry_ledger l set
      count = given.count, live = given.live, goals = given.goals,
      last_entry = given.last_entry, last_exit = given.last_exit
    from ${given}
    where l.workspace_id = given.workspace_id and l.shard = given.shard and l.profile_id = given.profile_id
      and l.journey_id = given.journey_id and l.key = given.key`,
);
const insertEnrollments = new Copy('enrollment', ENROLLMENT);
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
/** Facts of what was given back altogether. */
const deleteFacts = new Rows<FactRow>(
  'delete_facts',
  [...ofProfile<CountedEvent>(), column<FactRow>('event', 'text', ({ row }) => row.name)],
  (given) => `delete from profile_fact f using ${given}
    where f.workspace_id = given.workspace_id and f.shard = given.shard and f.profile_id = given.profile_id and f.event = given.event`,
);

/** The changed rows of one table. Whoever holds the shard knows which of them it holds already: no upsert has to ask. */
class Changed<Row> {
  readonly fresh: Row[] = [];
  readonly known: Row[] = [];

  add(row: Row, { stored, touched }: { stored?: boolean; touched?: boolean }): void {
    if (!touched) return;
    if (stored) this.known.push(row);
    else this.fresh.push(row);
  }
}

/** Writes back what a play changed of profiles, facts, living enrollments and ledgers. Callers hold the shards. */
export class StatesSaveStore {
  async save(client: Queryable, states: readonly StoredState[]): Promise<void> {
    const profiles = new Changed<StoredState>();
    const facts = new Changed<FactRow>();
    const undone: FactRow[] = [];
    const ledger = new Changed<LedgerRow>();
    const enrollments = new Changed<EnrollmentRow>();
    for (const state of states) {
      profiles.add(state, state);
      for (const row of state.events.values()) {
        if (row.count > 0) facts.add({ state, row }, row);
        else if (row.stored) undone.push({ state, row });
      }
      for (const row of state.ledger.values()) ledger.add({ state, row }, row);
      for (const row of state.enrollments) enrollments.add({ state, row }, row);
    }
    await insertProfiles.run(client, profiles.fresh);
    await updateProfiles.run(client, profiles.known);
    await insertFacts.run(client, facts.fresh);
    await updateFacts.run(client, facts.known);
    await deleteFacts.run(client, undone);
    await insertLedger.run(client, ledger.fresh);
    await updateLedger.run(client, ledger.known);
    await insertEnrollments.run(client, enrollments.fresh);
    await exactly(updateEnrollments, client, enrollments.known);
  }
}

/** Compare-and-set on the step number: every row must still be at the step we loaded it at. */
export async function exactly<Row, Context>(
  statement: Rows<Row, Context>,
  client: Queryable,
  rows: readonly Row[],
  ...context: Shared<Context>
): Promise<void> {
  const written = await statement.run(client, rows, ...context);
  if (written !== rows.length) {
    throw new LostCompareAndSet(
      `${rows.length - written} of ${rows.length} enrollments had moved on since this batch read them.`,
    );
  }
}
