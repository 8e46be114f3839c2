import { newProfile, type CountedEvent, type Enrollment, type ProfileState, type Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { withWriter } from './binary-writer.js';
import type { ProfileKey } from './claims.store.js';
import { column, writeArray } from './columns.js';
import { timestamp, type Queryable } from './database.js';
import { Reading } from './reading.js';
import { TradesStore } from './trades.store.js';

/** A profile's state with the keys of its rows. */
export interface StoredState extends ProfileState {
  workspace: number;
  shard: number;
  asStored?: Pick<ProfileState, (typeof SELDOM)[number]>;
}

/** Columns of a profile that change seldom, and never in place: those that are as they were stored are not sent again. */
export const SELDOM = ['consents', 'layers', 'scores', 'tags'] as const;

const KEYS = [
  column<ProfileKey>('workspace_id', 'int4', (key) => key.workspace),
  column<ProfileKey>('shard', 'int2', (key) => key.shard),
  column<ProfileKey>('id', 'uuid', (key) => key.id),
];
/** Rows say which of the profiles asked for they belong to, counted from 1. */
const GIVEN = `(select unnest($1::int4[]) as workspace_id, unnest($2::int2[]) as shard, unnest($3::uuid[]) as id,
    generate_subscripts($1::int4[], 1) as n) as given`;
const OF_PROFILE = (table: string) =>
  `${GIVEN} join ${table} t on t.workspace_id = given.workspace_id and t.shard = given.shard and t.profile_id = given.id`;

type Kept = Pick<CountedEvent, 'numbers' | 'values'>;

const profiles = new Reading(
  'load_profiles',
  `select given.n, t.attributes, t.consents, t.stage, t.stage_since, t.previous_stage, t.model_version, t.layers, t.scores,
     t.tags, t.first_seen, t.last_seen, t.played, t.ordinal, t.next_flip
   from ${GIVEN} join profile t on t.workspace_id = given.workspace_id and t.shard = given.shard and t.id = given.id`,
);
const facts = new Reading(
  'load_facts',
  `select given.n, t.event, t.count, t.first_at, t.last_at, t.sums, t.recent, t.days, t.kept
   from ${OF_PROFILE('profile_fact')}`,
);
const enrollments = new Reading(
  'load_enrollments',
  `select given.n, t.id, t.journey_id, t.version, t.key, t.node, t.step, t.entered_at, t.arrived_at, t.due, t.parked,
     t.held_due, t.entry, t.memory
   from ${OF_PROFILE('enrollment')}`,
);
const ledger = new Reading(
  'load_ledger',
  `select given.n, t.journey_id, t.key, t.count, t.live, t.goals, t.last_entry, t.last_exit
   from ${OF_PROFILE('entry_ledger')}`,
);

/** Loads everything the player needs of a set of profiles, one query a table (facts by sets, once a batch: ENGINE D3). */
export class StatesStore {
  readonly trades = new TradesStore();

  /** The states of these profiles, in this order; one nobody has played yet comes back new. Callers hold their shards. */
  async load(client: Queryable, keys: readonly ProfileKey[]): Promise<StoredState[]> {
    const states = keys.map(newState);
    if (keys.length === 0) return states;
    await withWriter(async (writer) => {
      const values = KEYS.map((each) => writeArray(writer, keys, each));
      await this.loadProfiles(client, values, states);
    });
    const known = states.filter(({ stored }) => stored);
    if (known.length === 0) return states;
    await withWriter(async (writer) => {
      const values = KEYS.map((each) => writeArray(writer, known, each));
      await this.loadFacts(client, values, known);
      await this.loadEnrollments(client, values, known);
      await this.loadLedger(client, values, known);
    });
    return states;
  }

  private loadProfiles(client: Queryable, values: Buffer[], states: readonly StoredState[]): Promise<void> {
    return profiles.each(client, values, (row) => {
      const state = states[row.int4() - 1]!;
      state.trades = undefined;
      state.reached = undefined;
      state.attributes = row.json();
      state.consents = row.json();
      state.stage = row.text();
      state.stageSince = row.instant();
      state.previousStage = row.textOr(undefined);
      state.modelVersion = row.int4();
      state.layers = row.json();
      state.scores = row.json();
      state.tags = row.json();
      state.firstSeen = row.instantOr(undefined);
      state.lastSeen = row.instantOr(undefined);
      state.played = row.instant();
      state.ordinal = row.int4();
      state.nextFlip = row.instant();
      state.stored = true;
      const { consents, layers, scores, tags } = state;
      state.asStored = { consents, layers, scores, tags };
    });
  }

  private loadFacts(client: Queryable, values: Buffer[], states: readonly StoredState[]): Promise<void> {
    return facts.each(client, values, (row) => {
      const { events } = states[row.int4() - 1]!;
      const name = row.text();
      const fact: CountedEvent = {
        name,
        count: row.int4(),
        first: row.instant(),
        last: row.instant(),
        sums: row.jsonOr(undefined),
        recent: row.jsonOr(undefined),
        days: row.jsonOr(undefined),
        stored: true,
        touched: false,
      };
      const kept = row.jsonOr<Kept, undefined>(undefined);
      if (kept) Object.assign(fact, kept);
      events.set(name, fact);
    });
  }

  private async loadEnrollments(client: Queryable, values: Buffer[], states: readonly StoredState[]): Promise<void> {
    await enrollments.each(client, values, (row) => {
      const { enrollments } = states[row.int4() - 1]!;
      const enrollment: Enrollment = {
        id: row.uuid(),
        journey: row.uuid(),
        version: row.int4(),
        key: row.text(),
        node: row.text(),
        step: row.int4(),
        enteredAt: row.instant(),
        arrivedAt: row.instant(),
        due: row.instant(),
        parked: row.textOr(undefined) as Enrollment['parked'],
        heldDue: row.instantOr(undefined),
        entry: row.json(),
        memory: row.jsonOr(undefined),
        stored: true,
        storedStep: undefined,
        fresh: undefined,
        touched: undefined,
      };
      enrollment.storedStep = enrollment.step;
      enrollments.push(enrollment);
    });
    // Who entered first hears and leaves first, however the rows lay on disk.
    for (const { enrollments } of states) if (enrollments.length > 1) enrollments.sort(byEntry);
  }

  private loadLedger(client: Queryable, values: Buffer[], states: readonly StoredState[]): Promise<void> {
    return ledger.each(client, values, (row) => {
      const state = states[row.int4() - 1]!;
      const journey = row.uuid();
      const key = row.text();
      state.ledger.set(`${journey}|${key}`, {
        journey,
        key,
        count: row.int4(),
        live: row.int4(),
        goals: row.int4(),
        lastEntry: row.instant(),
        lastExit: row.instantOr(undefined),
        stored: true,
        touched: false,
      });
    });
  }

  /**
   * Events of these profiles played after an ordinal, oldest first: what a wait that lies in the past looks back over.
   * `since` is an instant before which none of them was accepted; it spares the partitions of older days.
   */
  async loadHistory(client: Queryable, wanted: readonly Lookback[]): Promise<void> {
    if (wanted.length === 0) return;
    const { rows } = await client.query<{
      profile: string;
      ordinal: number;
      at: Instant;
      name: string;
      properties: Properties;
    }>({
      name: 'load_history',
      // What profiles that it took in had played comes before its own events: their ordinals are made less than 1.
      text: `with given as materialized (
               select * from unnest($1::int4[], $2::int2[], $3::uuid[], $4::int4[], $5::timestamptz[])
                 as given(workspace_id, shard, id, ordinal, since)
             ), wanted as (
               select id as own, * from given
               union all
               select given.id, d.workspace_id, d.shard, d.profile_id, 0, given.since from given
               join departed_profile d on d.workspace_id = given.workspace_id and d.into_id = given.id where given.ordinal = 0
             )
             select own as profile, case when own = e.profile_id then e.ordinal else e.ordinal / 1e9::float8 end as ordinal,
               e.played_at as at, e.name, e.properties
             from wanted
             join event e on e.workspace_id = wanted.workspace_id and e.shard = wanted.shard and e.profile_id = wanted.id
               and e.ordinal > wanted.ordinal and e.accepted_at >= wanted.since
             where e.live and e.accepted_at >= $6 order by own, e.played_at, 2`,
      values: [
        wanted.map(({ state }) => state.workspace),
        wanted.map(({ state }) => state.shard),
        wanted.map(({ state }) => state.id),
        wanted.map(({ ordinal }) => ordinal),
        wanted.map(({ since }) => timestamp(since)),
        timestamp(Math.min(...wanted.map(({ since }) => since))),
      ],
    } as never);
    const states = new Map(wanted.map(({ state }) => [state.id, state]));
    for (const { profile, ...event } of rows) states.get(profile)!.history.push(event);
  }
}

/** What to load of a profile's history. */
export interface Lookback {
  state: StoredState;
  ordinal: number;
  since: Instant;
}

/** The same state as if it had been written and loaded again. */
export function asStored(state: StoredState): StoredState {
  const { consents, layers, scores, tags, events, ledger, enrollments } = state;
  state.asStored = { consents, layers, scores, tags };
  state.history = [];
  state.trades = undefined;
  state.reached = undefined;
  written(state);
  for (const fact of events.values()) {
    written(fact);
    if (fact.count === 0) events.delete(fact.name);
  }
  for (const entry of ledger.values()) written(entry);
  for (const enrollment of enrollments) {
    written(enrollment);
    enrollment.storedStep = enrollment.step;
    enrollment.fresh = undefined;
    enrollment.touched = undefined;
  }
  if (enrollments.length > 1) enrollments.sort(byEntry);
  return state;
}

function written(row: { stored?: boolean; touched?: boolean }): void {
  row.stored = row.stored === true || row.touched === true;
  row.touched = false;
}

function newState({ id, workspace, shard }: ProfileKey): StoredState {
  const state = newProfile(id) as StoredState;
  state.workspace = workspace;
  state.shard = shard;
  state.asStored = undefined;
  return state;
}

function byEntry(a: Enrollment, b: Enrollment): number {
  return a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1);
}
