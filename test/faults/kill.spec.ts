import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { aJourney } from '../support/a-journey.js';
import { ServerProcess } from '../support/server.js';
import { until } from '../support/until.js';
import { SEEN, hasOpen } from './open-work.js';
import { Receiver } from './receiver.js';
import { soundness } from './soundness.js';
import { SteadyFeed } from './steady-feed.js';

const PEOPLE = 2_000;
const SERVER_KILLS = 10;
const POSTGRES_KILLS = 3;
/** Slow enough that a try is under way nearly all the time. */
const ANSWER_MS = 150;
const PER_SECOND = 28;

describe('one server alone, under kill -9', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-kill-'));
  let postgres: EmbeddedPostgres;
  let server: ServerProcess;
  let receiver: Receiver;
  let pool: pg.Pool;

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ dataDir: folder });
    receiver = await Receiver.start(join(folder, 'ledger'));
    receiver.thinks = ANSWER_MS;
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

  /** Freezes the server at a moment at which it has something under way that nobody else can finish. */
  async function freezeInTheMiddle(turn: number): Promise<void> {
    const work = SEEN[turn % SEEN.length]!;
    await until(
      'the server is caught in the middle of something',
      async () => {
        server.freeze();
        if (await hasOpen(work, pool, receiver, server.pid)) return true;
        server.thaw();
        return false;
      },
      30,
    );
  }

  it('EVENT-1 LOG-1 P1 P2 P3 F1 F3 loses nobody, doubles nobody, and uses one key a send', async () => {
    await server.signIn();
    const key = await server.writeKey();
    await server.publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'signed_up' }],
          wait: ['wait-duration', { for: '1s' }],
          hook: ['call-webhook', { url: receiver.url }],
          end: ['end'],
        },
        ['start > wait', 'wait > hook', 'hook > end'],
        { settings: { reentry: { rule: 'once' } } },
      ),
    );
    const address = () => server.address;
    const feed = new SteadyFeed({ address, key, event: 'signed_up', perSecond: PER_SECOND, most: PEOPLE });
    for (let kill = 0; kill < SERVER_KILLS; kill++) {
      await freezeInTheMiddle(kill);
      await server.kill();
      await server.start();
    }
    for (let kill = 0; kill < POSTGRES_KILLS; kill++) {
      await freezeInTheMiddle(kill);
      postgres.kill();
      server.thaw();
      await postgres.restart();
      await until('the server works again', () => server.answers(), 30);
    }
    // Every kill came while people were still on their way in.
    expect(feed.accepted).toBeLessThan(PEOPLE);
    expect(server.running).toBe(true);
    await feed.done;
    expect(feed.accepted).toBe(PEOPLE);
    await until('everybody has come through', async () => (await count('enrollment_history')) === PEOPLE, 90);

    for (const table of ['enrollment', 'delivery', 'inbox', 'inbox_failed'])
      expect([table, await count(table)]).toEqual([table, 0]);
    for (const table of ['profile', 'event', 'delivery_history'])
      expect([table, await count(table)]).toEqual([table, PEOPLE]);
    // Every enrollment took steps 1 to 4, each once, in the journey's order.
    const { rows: paths } = await pool.query(
      `select path, count(*)::int as n from (select string_agg(number || ':' || node, ' ' order by number, executed_at) as path from step group by enrollment_id) as p group by 1`,
    );
    expect(paths).toEqual([{ path: '1:start 2:wait 3:hook 4:end', n: PEOPLE }]);
    const { repeats, ...found } = await soundness(postgres.url, pool, receiver);
    expect(found).toEqual({ lost: 0, doubled: 0, violations: [] });
    expect(receiver.ledger().size).toBe(PEOPLE);
    // Repeats under the same key are bounded by what was in flight at a kill.
    expect(repeats).toBeLessThanOrEqual((SERVER_KILLS + POSTGRES_KILLS) * 200);
  }, 300_000);

  async function count(table: string): Promise<number> {
    const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]!.n;
  }
});
