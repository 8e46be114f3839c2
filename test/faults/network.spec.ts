import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SECOND } from '@sojourn/rules';
import { RunningEngine } from '../../server/src/engine/running-engine.js';
import { Random } from '../../server/src/sample/random.js';
import { PostgresQueue } from '../../server/src/queue/postgres.queue.js';
import { aJourney } from '../support/a-journey.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { RecordingChannel, TestEngine } from '../support/engine.js';
import { until } from '../support/until.js';
import { PostgresProxy } from './postgres-proxy.js';
import { aSeed } from './promises.js';
import { violations } from './soundness.js';

const JOURNEY = aJourney(
  {
    start: ['event-trigger', { event: 'signed_up' }],
    wait: ['wait-duration', { for: '0s' }],
    hook: ['call-webhook', { url: 'https://example.com' }],
    end: ['end'],
  },
  ['start > wait', 'wait > hook', 'hook > end'],
  { settings: { reentry: { rule: 'once' } } },
);

describe('an engine behind a network that fails', () => {
  let fresh: FreshDatabase;
  let proxy: PostgresProxy;
  let queue: PostgresQueue;
  let engine: RunningEngine;
  /** Puts people in by a way of its own, and is no engine here. */
  let door: TestEngine;
  let webhook: RecordingChannel;
  let entered = 0;

  beforeEach(async () => {
    fresh = await freshDatabase();
    proxy = await PostgresProxy.before(fresh.url);
    const { rows } = await fresh.pool.query<{ now: Date }>('select clock_timestamp() as now');
    door = new TestEngine(fresh, rows[0]!.now.getTime());
    await door.open();
    await door.publish(JOURNEY);
    webhook = new RecordingChannel('webhook', false);
    queue = new PostgresQueue(proxy.url);
    await queue.start();
    engine = new RunningEngine({
      databaseUrl: proxy.url,
      roles: ['engine', 'sender'],
      channels: new Map([['webhook', webhook]]),
      unsubscribeUrl: () => '',
      worker: 'test',
      queue,
    });
    entered = 0;
    await engine.start();
  });
  afterEach(async () => {
    proxy.loses = () => false;
    await engine.stop();
    await queue.stop();
    await proxy.stop();
    await door.close();
    await fresh.drop();
  });

  const enter = (count: number) =>
    door.accept(...Array.from({ length: count }, () => ({ profile: `p${entered++}`, name: 'signed_up' })));
  const done = async () => (await door.rows<{ n: number }>('select count(*)::int as n from enrollment_history'))[0]!.n;
  const everybodyThrough = (seconds: number) =>
    until('everybody has come through', async () => (await done()) === entered, seconds);

  it('F5 P2 P3 D9 loses the answer to every third COMMIT: nothing is done twice, and nothing is left out', async () => {
    const random = new Random(aSeed());
    proxy.loses = () => random.chance(1 / 3);
    for (let round = 0; round < 30; round++) {
      await enter(12);
      await until('most of those before are through', async () => (await done()) >= entered - 36, 60);
    }
    await everybodyThrough(60);
    expect(proxy.lost).toBeGreaterThan(15);
    expect(await door.rows('select count(*)::int as n from step')).toEqual([{ n: 360 * 4 }]);
    expect(new Set(webhook.sent.map(({ key }) => key)).size).toBe(360);
    expect(await violations(fresh.url)).toEqual([]);
  }, 180_000);

  it('F4 P8 lets every connection fall silent: new ones are used within 20 s, and nobody is stuck', async () => {
    await enter(50);
    await everybodyThrough(20);
    expect(proxy.silence()).toBeGreaterThan(0);
    const from = performance.now();
    await enter(50);
    await everybodyThrough(25);
    expect(performance.now() - from).toBeLessThan(20 * SECOND);
    expect(await violations(fresh.url)).toEqual([]);
  }, 60_000);

  it('F4 P8 loses its connections in the middle of work, cut by the network or ended by Postgres, and goes on', async () => {
    for (let round = 0; round < 10; round++) {
      await enter(20);
      if (round % 2 === 0) proxy.cut();
      else
        await fresh.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'sojourn%'`,
        );
      await everybodyThrough(20);
    }
    expect(await violations(fresh.url)).toEqual([]);
  }, 120_000);
});
