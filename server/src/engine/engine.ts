import type { NodeRegistry } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { MINUTE, SECOND } from '@sojourn/rules';
import type { Channel } from '../channels/channel.js';
import { AsideStore } from '../store/aside.store.js';
import { AuditStore } from '../store/audit.store.js';
import { AudiencesStore } from '../store/audiences.store.js';
import { BulkStore } from '../store/bulk.store.js';
import { ClaimsStore } from '../store/claims.store.js';
import { CountersStore } from '../store/counters.store.js';
import { FoldingStore } from '../store/folding.store.js';
import { ForwardsStore } from '../store/forwards.store.js';
import { TasksStore } from '../store/tasks.store.js';
import type { Database } from '../store/database.js';
import { DepartedStore } from '../store/departed.store.js';
import { DoorsStore } from '../store/doors.store.js';
import { ErasuresStore } from '../store/erasures.store.js';
import { DrainingStore } from '../store/draining.store.js';
import { HistoryStore } from '../store/history.store.js';
import type { OperationsStore } from '../store/operations.store.js';
import { LeasesStore } from '../store/leases.store.js';
import type { DeliveryRow } from '../store/delivery-row.js';
import { LookupsStore } from '../store/lookups.store.js';
import { MergesStore } from '../store/merges.store.js';
import { OutboxStore } from '../store/outbox.store.js';
import { PartitionsStore } from '../store/partitions.store.js';
import { RecipientsStore } from '../store/recipients.store.js';
import { SchedulesStore } from '../store/schedules.store.js';
import { ShardsStore } from '../store/shards.store.js';
import { StatesSaveStore } from '../store/states-save.store.js';
import { StatesStore } from '../store/states.store.js';
import { WorldsStore } from '../store/worlds.store.js';
import { Advance, type Watch } from './advance.js';
import { AudienceRuns } from './audience-runs.js';
import { Bulk } from './bulk.js';
import { Commit } from './commit.js';
import type { Clock } from '../store/clock.js';
import { Decide } from './decide.js';
import { Drained } from './drained.js';
import { Fold } from './fold.js';
import { BATCH_LIMITS, type BatchLimits, type Duty } from './duty.js';
import { EraseProfiles } from './erase.js';
import { MergeProfiles } from './merge.js';
import { Schedule } from './schedule.js';
import { Send } from './send.js';
import { Partition, Sweep } from './sweep.js';
import { Worlds } from './worlds.js';

/** What an engine is made of. */
export interface EngineParts {
  /** A pool of the engine's own: its sessions have their own settings (`ENGINE_SESSION`). */
  database: Database;
  clock: Clock;
  channels: ReadonlyMap<string, Channel>;
  unsubscribeUrl: (delivery: DeliveryRow) => string;
  /** Names this process in the log. */
  worker: string;
  registry?: NodeRegistry;
  limits?: BatchLimits;
  /** Told of batches before they are played. */
  watch?: Watch;
  /** Where long work is asked for and told of; without it this engine does none. */
  operations?: Pick<OperationsStore, 'add' | 'progress' | 'end'>;
  /** Told of failures that the engine itself survives; messages hold ids only. */
  onFault?: (what: string, cause: unknown) => void;
}

/**
 * Session settings of the engine's pool: losing the session is losing the shard (ENGINE D9), and fresh tables must
 * not tempt the planner into hashing or sorting a whole table for each batch.
 */
export const ENGINE_SESSION =
  '-c timezone=UTC -c statement_timeout=10000 -c idle_in_transaction_session_timeout=5000 -c jit=off ' +
  '-c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan';

/** The engine's duties, made once. A process runs those of its role; tests and the command line run them by hand. */
export class Engine {
  readonly advance: Advance;
  readonly decide: Duty;
  readonly schedule: Duty;
  readonly send: Duty;
  readonly sweep: Duty;
  readonly partition: Duty;
  readonly fold: Duty;
  readonly drained: Duty;
  readonly bulk: Duty | undefined;
  readonly merge: Duty;
  readonly erase: Duty | undefined;
  readonly claims = new ClaimsStore();

  constructor(readonly parts: EngineParts) {
    const { database, clock, channels, worker, watch, limits = BATCH_LIMITS } = parts;
    const outbox = new OutboxStore();
    const leases = new LeasesStore();
    const recipients = new RecipientsStore();
    const audiences = new AudiencesStore();
    const shards = new ShardsStore();
    const worldsStore = new WorldsStore();
    const registry = parts.registry ?? nodes;
    const states = new StatesStore();
    const departed = new DepartedStore();
    const counters = new CountersStore();
    const doors = new DoorsStore();
    const lookups = new LookupsStore();
    const stores = { shards, doors, claims: this.claims, aside: new AsideStore(), states, departed };
    const fault = (what: string, cause: unknown) => this.parts.onFault?.(what, cause);
    const worlds = new Worlds(worldsStore, registry, fault);
    const poison = (profile: string, cause: unknown) => this.parts.onFault?.(`profile ${profile} was put aside`, cause);
    const written = {
      outbox,
      counters,
      save: new StatesSaveStore(),
      history: new HistoryStore(),
      tasks: new TasksStore(),
      inbox: new ForwardsStore(),
      lookups,
    };
    const commit = new Commit(written, worlds, worker);
    const runs = new AudienceRuns(audiences, doors, worlds);
    this.advance = new Advance(database, clock, stores, worlds, runs, commit, limits, poison, watch);
    const merging = { ...stores, counters, merges: new MergesStore() };
    this.merge = new MergeProfiles(database, clock, merging, worlds, commit, fault);
    this.decide = new Decide(database, clock, { shards, departed, outbox, recipients }, worlds, channels, limits);
    const { operations } = parts;
    const scheduling = { schedules: new SchedulesStore(), audiences, lookups, operations };
    this.schedule = new Schedule(database, clock, scheduling, new Worlds(worldsStore, registry));
    this.send = new Send(
      database,
      clock,
      { leases, recipients },
      new Worlds(worldsStore, registry),
      channels,
      parts.unsubscribeUrl,
    );
    this.sweep = new Sweep(database, clock, leases, channels);
    const bulk = new BulkStore();
    this.bulk = operations && new Bulk(database, clock, { bulk, shards, operations });
    const erasing = operations && { ...stores, bulk, counters, erasures: new ErasuresStore(), operations };
    this.erase = erasing && new EraseProfiles(database, clock, erasing, worlds, commit);
    const draining = new DrainingStore(database);
    this.drained = new Drained(database, clock, { draining, shards, audit: new AuditStore(database, clock) });
    this.fold = new Fold(database, clock, new FoldingStore());
    this.partition = new Partition(database, clock, new PartitionsStore());
  }
}

/** How often duties that nobody wakes look by themselves, in milliseconds. */
export const RHYTHM = {
  idle: SECOND,
  schedule: SECOND,
  presence: SECOND,
  sweep: 2 * SECOND,
  bulk: 200,
  merge: 100,
  erase: 200,
  drained: 5 * SECOND,
  fold: SECOND,
  partition: 60 * MINUTE,
} as const;
