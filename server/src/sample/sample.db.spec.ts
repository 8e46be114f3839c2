import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { until } from '../../../test/support/until.js';
import { SampleBeat } from './sample-beat.js';
import { SampleService } from './sample.service.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ config: { role: 'all', logLevel: 'warn' } });
});
afterAll(() => app?.close());

const one = async (text: string) => Object.values((await app.database.pool.query<Record<string, string>>(text)).rows[0]!)[0]!;
const counts = async (text: string) => {
  const { rows } = await app.database.pool.query<{ key: string; n: string }>(text);
  return Object.fromEntries(rows.map(({ key, n }) => [key, Number(n)]));
};

describe('the sample shop', () => {
  it('is loaded, with people in every stage and three journeys that run', async () => {
    const started = performance.now();
    await app.app.get(SampleService).loadForAll('en');
    await until('the sample is loaded', async () => (await one(`select count(*) from operation where kind = 'sample.load' and state = 'done'`)) === '1', 120);
    const took = performance.now() - started;
    expect(took).toBeLessThan(90_000);
    expect(await one('select count(*) from profile')).toBe('2000');
    expect(await one(`select count(*) from identity where kind = 'email'`)).toBe('2000');
    const stages = await counts('select stage as key, count(*) as n from profile group by 1');
    expect(Object.keys(stages).sort()).toEqual(['churned', 'growth', 'mature', 'novice', 'silent']);
    const moves = await counts(`select from_stage || '>' || to_stage as key, sum(n) as n from transition_counter group by 1`);
    expect(Object.keys(moves).length).toBeGreaterThan(8);
    expect(await counts('select name as key, version as n from journey')).toEqual({ Onboarding: 1, Retention: 1, 'Win-back': 1 });
    // History starts no journey, and no mail leaves for what is long past.
    expect(await one(`select count(*) from delivery_history where at < (select created_at from workspace where sample)`)).toBe('0');
    expect(await one('select count(*) from inbox_failed')).toBe('0');
    process.stderr.write(`sample loaded in ${Math.round(took)} ms\n`);
  }, 150_000);

  it('trickles, so that people enter journeys', async () => {
    await until('somebody is in a journey', async () => Number(await one('select count(*) from enrollment')) > 0, 60);
    await until('a mail was sent', async () => Number(await one('select count(*) from mailbox_message')) > 0, 60);
  }, 130_000);

  it('stays as it is when it is asked for again', async () => {
    await app.app.get(SampleService).loadForAll('en');
    await app.app.get(SampleBeat).runOnce();
    expect(await one('select count(*) from workspace where sample')).toBe('1');
    expect(await one('select count(*) from journey')).toBe('3');
    expect(await one(`select count(*) from operation where kind = 'sample.load'`)).toBe('1');
  });
});
