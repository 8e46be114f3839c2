import { expect } from '@jest/globals';
import { Channel, type Handover, type Outgoing } from '../../server/src/channels/channel.js';
import { VirtualClock } from '../../server/src/store/clock.js';
import { Engine, ENGINE_SESSION, type EngineParts } from '../../server/src/engine/engine.js';
import { Database, timestamp } from '../../server/src/store/database.js';
import { StatesStore, type StoredState } from '../../server/src/store/states.store.js';
import { newId, SHARDS, shardOf } from '../../server/src/store/ids.js';
import { nextOccurrence, type Journey, type Properties } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL, type StageModel } from '@sojourn/lifecycle';
import type { Instant } from '@sojourn/rules';
import type { FreshDatabase } from './database.js';

/** A channel that keeps what it is given and answers as the test says; by default it accepts everything. */
export class RecordingChannel extends Channel {
  readonly afterUnknown = 'retry';
  readonly sent: Outgoing[] = [];
  answer: (outgoing: Outgoing) => Omit<Handover, 'deliveryId'> = () => ({ outcome: 'sent' });

  constructor(
    readonly name: string,
    readonly consentNeeded: boolean,
  ) {
    super();
  }

  address(profile: { id: string }): string {
    return `${profile.id}@example.com`;
  }

  send(batch: readonly Outgoing[]): Promise<Handover[]> {
    this.sent.push(...batch);
    return Promise.resolve(batch.map((each) => ({ deliveryId: each.deliveryId, ...this.answer(each) })));
  }
}

/** An event for {@link TestEngine.accept}. */
export interface TestEvent {
  profile: string;
  name: string;
  occurredAt?: Instant;
  properties?: Properties;
}

/** So many of those kept in memory are looked at when a test ends. */
const SAMPLE = 500;

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);

/** A real engine on a real database under a virtual clock, with one workspace. */
export class TestEngine {
  readonly email = new RecordingChannel('email', true);
  readonly webhook = new RecordingChannel('webhook', false);
  readonly clock: VirtualClock;
  readonly database: Database;
  readonly engine: Engine;
  readonly faults: unknown[] = [];
  workspace = 0;
  private readonly profiles = new Map<string, string>();

  constructor(fresh: FreshDatabase, at: Instant, parts: Partial<EngineParts> = {}) {
    this.clock = new VirtualClock(at);
    this.database = Database.open(fresh.url, { options: ENGINE_SESSION });
    this.engine = new Engine({
      database: this.database,
      clock: this.clock,
      channels: new Map([
        ['email', this.email],
        ['webhook', this.webhook],
      ]),
      unsubscribeUrl: ({ profile }) => `http://localhost/u/${profile}`,
      worker: 'test',
      onFault: (_, cause) => this.faults.push(cause),
      ...parts,
    });
  }

  /** Makes the workspace. By default mail needs no consent and there are no quiet hours. */
  async open(options: { model?: StageModel; settings?: object } = {}): Promise<void> {
    const settings = options.settings ?? {
      quietHours: null,
      topics: [{ id: 'marketing', byDefault: true, transactional: false }],
    };
    const model = options.model ?? ORDERS_ONLY_MODEL;
    const { rows } = await this.database.query<{ id: number }>(
      `insert into workspace (key, name, zone, currency, language, settings, meanings, webhook_secret, created_at)
       values ($1, 'Test', 'Asia/Shanghai', 'CNY', 'en', $2, $3, 'secret', now()) returning id`,
      [`test-${newId(0)}`, settings, model.meanings ?? {}],
    );
    this.workspace = rows[0]!.id;
    await this.database.query(
      'insert into lifecycle_model (workspace_id, version, model, published_at) values ($1, 1, $2, now())',
      [this.workspace, model],
    );
  }

  /** Publishes a journey at once, as the next version where an id is given; returns its id. */
  async publish(graph: Journey, id = newId(0), version = 1): Promise<string> {
    const now = await this.clock.now();
    await this.database.query(
      `insert into journey (id, workspace_id, name, state, draft, version, created_at, updated_at) values ($1, $2, $3, 'live', $4, $5, now(), now())
       on conflict (id) do update set version = excluded.version`,
      [id, this.workspace, graph.name, graph, version],
    );
    await this.database.query(
      'insert into journey_version (journey_id, version, workspace_id, graph, published_at) values ($1, $2, $3, $4, now())',
      [id, version, this.workspace, graph],
    );
    for (const node of graph.nodes.filter(({ type }) => type === 'schedule-trigger')) {
      const next = nextOccurrence(
        { cron: String(node.settings.cron) },
        String(node.settings.zone ?? 'Asia/Shanghai'),
        now,
      )!;
      await this.database.query(
        'insert into schedule (journey_id, node, workspace_id, next_at) values ($1, $2, $3, $4)',
        [id, node.id, this.workspace, timestamp(next)],
      );
    }
    await this.changed();
    return id;
  }

  async setState(journey: string, state: string): Promise<void> {
    await this.database.query('update journey set state = $2 where id = $1', [journey, state]);
    await this.changed();
  }

  /** Tells the engine that something it runs by has changed. */
  async changed(): Promise<void> {
    await this.database.query('update workspace set revision = revision + 1 where id = $1', [this.workspace]);
  }

  /** The id of a profile by its name in the test. */
  profile(name: string): string {
    let id = this.profiles.get(name);
    if (!id) this.profiles.set(name, (id = newId(0)));
    return id;
  }

  /** Accepts events at the clock's instant. */
  async accept(...events: TestEvent[]): Promise<void> {
    const at = await this.clock.now();
    await this.enqueue(
      events.map(({ profile, name, occurredAt = at, properties = {} }) => ({
        profile,
        kind: 'event',
        name,
        occurredAt,
        payload: { properties },
      })),
    );
  }

  /** Puts anything into the inbox, accepted at the clock's instant, in the order given. */
  async enqueue(
    rows: { profile: string; kind: string; name?: string; occurredAt?: Instant; payload?: object }[],
  ): Promise<void> {
    const at = timestamp(await this.clock.now());
    const profiles = rows.map(({ profile }) => this.profile(profile));
    await this.database.query(
      `insert into inbox (workspace_id, shard, profile_id, kind, name, occurred_at, accepted_at, payload)
       select $1, shard, profile_id, kind, name, occurred_at, $7, payload
       from unnest($2::int2[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $8::jsonb[]) with ordinality
         as given(shard, profile_id, kind, name, occurred_at, payload, n) order by n`,
      [
        this.workspace,
        profiles.map(shardOf),
        profiles,
        rows.map(({ kind }) => kind),
        rows.map(({ name }) => name ?? null),
        rows.map(({ occurredAt }) => (occurredAt === undefined ? null : timestamp(occurredAt))),
        at,
        rows.map(({ payload }) => JSON.stringify(payload ?? {})),
      ],
    );
  }

  /** Runs every duty until none finds anything to do at the clock's instant. */
  async settle(): Promise<void> {
    const { schedule, merge, advance, decide, send, sweep } = this.engine;
    let worked = true;
    while (worked) {
      worked = false;
      for (const duty of [schedule, merge, advance, decide, send, sweep]) worked = (await duty.runOnce(ALL)) || worked;
    }
  }

  /** Moves time to `instant`, stopping at every instant at which something comes due before it. */
  async moveTo(instant: Instant): Promise<void> {
    await this.settle();
    for (;;) {
      const { rows } = await this.database.query<{ next: Instant | null }>('select min(next_at) as next from schedule');
      const due = Math.min(await this.engine.claims.nextDue(this.database, ALL), rows[0]!.next ?? Infinity);
      if (due > instant) break;
      this.clock.set(Math.max(due, await this.clock.now()));
      await this.settle();
    }
    this.clock.set(instant);
    await this.settle();
  }

  async rows<Row extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(text, values)).rows;
  }

  /** Whom the engine keeps in memory is, to the last field, as who is loaded anew; unless others wrote to that shard since. */
  private async expectKeptAsStored(): Promise<void> {
    const { kept, versions } = this.engine.advance['kept'] as unknown as {
      kept: Map<string, StoredState>;
      versions: Map<number, number>;
    };
    const { rows } = await this.database.query<{ shard: number; version: number }>('select * from shard_version');
    const good = new Set(
      rows.filter(({ shard, version }) => versions.get(shard) === version).map(({ shard }) => shard),
    );
    const known = [...kept.values()].filter(({ shard }) => good.has(shard)).slice(-SAMPLE);
    expect(known).toEqual(await this.database.transaction((client) => new StatesStore().load(client, known)));
  }

  async close(): Promise<void> {
    try {
      await this.expectKeptAsStored();
    } finally {
      await this.database.close();
    }
  }
}
