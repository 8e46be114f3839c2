import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { ServerProcess } from '../support/server.js';
import { until } from '../support/until.js';
import { SlowReceiver } from './slow-receiver.js';
import { SteadyFeed } from './steady-feed.js';

const PEOPLE = 2_000;
const SERVER_KILLS = 10;
const POSTGRES_KILLS = 3;
/** Slow enough that a try is under way nearly all the time. */
const ANSWER_MS = 150;
const PER_SECOND = 28;
/** The class of the advisory locks by which a batch owns shards: see shards.store.ts. */
const SHARD_LOCKS = 0x534f4a;

const journey = (url: string): Journey => ({
  format: 1,
  name: 'Through a wait and a webhook',
  settings: { reentry: { rule: 'once' } },
  nodes: [
    { id: 'start', type: 'event-trigger', settings: { event: 'signed_up' } },
    { id: 'wait', type: 'wait-duration', settings: { for: '1s' } },
    { id: 'hook', type: 'call-webhook', settings: { url } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'wait' },
    { from: 'wait', port: 'next', to: 'hook' },
    { from: 'hook', port: 'next', to: 'end' },
  ],
});

describe('under kill -9', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-kill-'));
  let postgres: EmbeddedPostgres;
  let server: ServerProcess;
  let receiver: SlowReceiver;
  let pool: pg.Pool;

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataDir: folder });
    receiver = await SlowReceiver.start(ANSWER_MS);
    pool = new pg.Pool({ connectionString: postgres.url, max: 3, connectionTimeoutMillis: 2_000 });
    pool.on('error', () => undefined);
    server = await ServerProcess.make({
      DATABASE_URL: postgres.url,
      WEBHOOK_ALLOW: '127.0.0.0/8',
      INGEST_RATE: '100000',
    });
    await server.start();
  }, 90_000);
  afterAll(async () => {
    await server?.stop();
    await receiver?.stop();
    await pool?.end();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  /** The database's clock, now. */
  async function clock(): Promise<Date> {
    const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now');
    return rows[0]!.now;
  }

  /** Whether the frozen server has a batch's transaction open, or sends that it leased itself since `since`. */
  async function caught(since: Date): Promise<boolean> {
    const { rows } = await pool.query<{ caught: boolean }>(
      `select exists (select from delivery where state = 'leased' and lease_until - interval '10 seconds' > $1)
           or exists (select from pg_locks where locktype = 'advisory' and granted and classid = ${SHARD_LOCKS}) as caught`,
      [since],
    );
    return rows[0]!.caught;
  }

  /** Freezes the server at a moment at which it has something under way that nobody else can finish. */
  async function freezeInTheMiddle(since: Date): Promise<void> {
    await until(
      'the server is caught in the middle of something',
      async () => {
        server.freeze();
        if (await caught(since)) return true;
        server.thaw();
        return false;
      },
      30,
    );
  }

  it('EVENT-1 LOG-1 P1 P2 P3 F1 F3 loses nobody, doubles nobody, and uses one key a send', async () => {
    await server.signIn();
    const key = await server.writeKey();
    const id = await server.publish(journey(receiver.url));
    const feed = new SteadyFeed(server.address, key, 'signed_up', PEOPLE, PER_SECOND);
    let since = await clock();
    for (let kill = 0; kill < SERVER_KILLS; kill++) {
      await freezeInTheMiddle(since);
      await server.kill();
      since = await clock();
      await server.start();
    }
    for (let kill = 0; kill < POSTGRES_KILLS; kill++) {
      await freezeInTheMiddle(since);
      postgres.kill();
      server.thaw();
      await postgres.restart();
      await until('the server works again', () => server.answers(), 30);
      since = await clock();
    }
    // Every kill came while people were still on their way in.
    expect(feed.accepted).toBeLessThan(PEOPLE);
    expect(server.running).toBe(true);
    await feed.done;
    expect(feed.accepted).toBe(PEOPLE);
    await until('everybody has come through', async () => (await count('enrollment_history')) === PEOPLE, 90);

    expect(await count('enrollment')).toBe(0);
    expect(await count('delivery')).toBe(0);
    expect(await count('profile')).toBe(PEOPLE);
    expect(await count('event')).toBe(PEOPLE);
    expect(await count('inbox_failed')).toBe(0);
    const { rows: reasons } = await pool.query(
      'select reason, journey_id, count(*)::int as n from enrollment_history group by 1, 2',
    );
    expect(reasons).toEqual([{ reason: 'completed', journey_id: id, n: PEOPLE }]);
    // Every enrollment took steps 1 to 4, each once, in the journey's order.
    const { rows: paths } = await pool.query(
      `select path, count(*)::int as n from (select string_agg(number || ':' || node, ' ' order by number, executed_at) as path from step group by enrollment_id) as p group by 1`,
    );
    expect(paths).toEqual([{ path: '1:start 2:wait 3:hook 4:end', n: PEOPLE }]);
    const { rows: outcomes } = await pool.query('select outcome, count(*)::int as n from delivery_history group by 1');
    expect(outcomes).toEqual([{ outcome: 'sent', n: PEOPLE }]);
    const { rows: keys } = await pool.query<{ key: string }>('select key from delivery_history');
    expect(new Set(receiver.ledger.keys())).toEqual(new Set(keys.map((row) => row.key)));
    expect(receiver.ledger.size).toBe(PEOPLE);
    // Repeats under the same key are bounded by what was in flight at a kill.
    expect(receiver.calls - PEOPLE).toBeLessThanOrEqual((SERVER_KILLS + POSTGRES_KILLS) * 200);
  }, 300_000);

  async function count(table: string): Promise<number> {
    const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]!.n;
  }
});
