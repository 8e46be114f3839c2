import {
  newProfile,
  type Enrollment,
  type LedgerEntry,
  type CountedEvent,
  type ProfileState,
  type Properties,
} from '@sojourn/journey';
import type { EventFact, Instant } from '@sojourn/rules';
import type { ProfileKey } from './claims.store.js';
import { withWriter } from './binary-writer.js';
import { column, writeArray } from './columns.js';
import { timestamp, type Queryable } from './database.js';

/** A profile's state with the keys of its rows. */
export interface StoredState extends ProfileState {
  workspace: number;
  shard: number;
}

interface ProfileRow {
  id: string;
  attributes: Properties;
  consents: Record<string, Record<string, boolean>>;
  stage: string;
  stageSince: Instant;
  previousStage: string | null;
  modelVersion: number;
  firstSeen: Instant | null;
  lastSeen: Instant | null;
  played: Instant;
  ordinal: number;
  nextFlip: Instant;
}

type StoredFact = { [Name in Exclude<keyof EventFact, 'numbers' | 'values'>]-?: EventFact[Name] | null } & EventFact;

const KEYS = [
  column<ProfileKey>('workspace_id', 'int4', (key) => key.workspace),
  column<ProfileKey>('shard', 'int2', (key) => key.shard),
  column<ProfileKey>('id', 'uuid', (key) => key.id),
];
const GIVEN = 'unnest($1::int4[], $2::int2[], $3::uuid[]) as given(workspace_id, shard, id)';

/** Loads everything the player needs of a set of profiles, one query a table (facts by sets, once a batch: ENGINE D3). */
export class StatesStore {
  /** The states of these profiles; one nobody has played yet comes back new. Callers hold their shards. */
  async load(client: Queryable, keys: readonly ProfileKey[]): Promise<Map<string, StoredState>> {
    const states = new Map<string, StoredState>();
    for (const key of keys) states.set(key.id, { ...newProfile(key.id), workspace: key.workspace, shard: key.shard });
    if (keys.length === 0) return states;
    const known = await this.loadProfiles(client, keys, states);
    if (known.length === 0) return states;
    await withWriter(async (writer) => {
      const values = KEYS.map((each) => writeArray(writer, known, each));
      await this.loadFacts(client, values, states);
      await this.loadEnrollments(client, values, states);
      await this.loadLedger(client, values, states);
    });
    return states;
  }

  private async loadProfiles(
    client: Queryable,
    keys: readonly ProfileKey[],
    states: Map<string, StoredState>,
  ): Promise<ProfileKey[]> {
    const { rows } = await withWriter((writer) =>
      client.query<ProfileRow>({
        name: 'load_profiles',
        text: `select p.id, p.attributes, p.consents, p.stage, p.stage_since as "stageSince", p.previous_stage as "previousStage",
               p.model_version as "modelVersion", p.first_seen as "firstSeen", p.last_seen as "lastSeen", p.played, p.ordinal,
               p.next_flip as "nextFlip"
             from ${GIVEN} join profile p on p.workspace_id = given.workspace_id and p.shard = given.shard and p.id = given.id`,
        values: KEYS.map((each) => writeArray(writer, keys, each)),
      } as never),
    );
    const known: ProfileKey[] = [];
    for (const row of rows) {
      const state = states.get(row.id)!;
      Object.assign(state, row, { stored: true });
      state.previousStage = row.previousStage ?? undefined;
      state.firstSeen = row.firstSeen ?? undefined;
      state.lastSeen = row.lastSeen ?? undefined;
      known.push(state);
    }
    return known;
  }

  private async loadFacts(client: Queryable, values: Buffer[], states: Map<string, StoredState>): Promise<void> {
    const { rows } = await client.query<
      { profile: string; event: string; kept: Pick<EventFact, 'numbers' | 'values'> | null } & StoredFact
    >({
      name: 'load_facts',
      text: `select f.profile_id as profile, f.event, f.count, f.first_at as first, f.last_at as last, f.sums,
               f.recent, f.days, f.kept
             from ${GIVEN} join profile_fact f on f.workspace_id = given.workspace_id and f.shard = given.shard and f.profile_id = given.id`,
      values,
    } as never);
    for (const { profile, event, count, first, last, sums, recent, days, kept } of rows) {
      const fact: CountedEvent = { name: event, count, first, last, stored: true };
      if (sums) fact.sums = sums;
      if (recent) fact.recent = recent;
      if (days) fact.days = days;
      if (kept) Object.assign(fact, kept);
      states.get(profile)!.events.set(event, fact);
    }
  }

  private async loadEnrollments(client: Queryable, values: Buffer[], states: Map<string, StoredState>): Promise<void> {
    const { rows } = await client.query<
      Omit<Enrollment, 'stored'> & { profile: string; heldDue: Instant | null; parked: Enrollment['parked'] | null }
    >({
      name: 'load_enrollments',
      text: `select e.profile_id as profile, e.id, e.journey_id as journey, e.version, e.key, e.node, e.step,
               e.entered_at as "enteredAt", e.arrived_at as "arrivedAt", e.due, e.parked, e.held_due as "heldDue", e.entry
             from ${GIVEN} join enrollment e on e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.id`,
      values,
    } as never);
    for (const { profile, parked, heldDue, ...row } of rows) {
      states.get(profile)!.enrollments.push({
        ...row,
        parked: parked ?? undefined,
        heldDue: heldDue ?? undefined,
        stored: true,
        storedStep: row.step,
      });
    }
    // Who entered first hears and leaves first, however the rows lay on disk.
    for (const { enrollments } of states.values()) if (enrollments.length > 1) enrollments.sort(byEntry);
  }

  private async loadLedger(client: Queryable, values: Buffer[], states: Map<string, StoredState>): Promise<void> {
    const { rows } = await client.query<Omit<LedgerEntry, 'lastExit'> & { profile: string; lastExit: Instant | null }>({
      name: 'load_ledger',
      text: `select l.profile_id as profile, l.journey_id as journey, l.key, l.count, l.live, l.last_entry as "lastEntry", l.last_exit as "lastExit"
             from ${GIVEN} join entry_ledger l on l.workspace_id = given.workspace_id and l.shard = given.shard and l.profile_id = given.id`,
      values,
    } as never);
    for (const { profile, lastExit, ...row } of rows) {
      states
        .get(profile)!
        .ledger.set(`${row.journey}|${row.key}`, { ...row, lastExit: lastExit ?? undefined, stored: true });
    }
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
      text: `select e.profile_id as profile, e.ordinal, e.played_at as at, e.name, e.properties
             from unnest($1::int4[], $2::int2[], $3::uuid[], $4::int4[], $5::timestamptz[])
               as given(workspace_id, shard, id, ordinal, since)
             join event e on e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.id
               and e.ordinal > given.ordinal and e.accepted_at >= given.since
             where e.live and e.accepted_at >= $6 order by e.profile_id, e.ordinal`,
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

function byEntry(a: Enrollment, b: Enrollment): number {
  return a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1);
}
