import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workspaceApi } from '@sojourn/api';
import { SECOND } from '@sojourn/rules';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { Console, setUp } from '../../../test/support/console.js';
import { until } from '../../../test/support/until.js';
import { VirtualClock } from '../store/clock.js';
import { SampleService } from './sample.service.js';
import { Trickle } from './trickle.js';

const clock = new VirtualClock(Date.now());
let app: TestApp;
let ada: Console;
beforeAll(async () => {
  app = await startApp({ config: { role: 'all' }, clock });
  ada = (await setUp(app)).console;
});
afterAll(() => app?.close());

const one = async (text: string) =>
  Number(Object.values((await app.database.pool.query<Record<string, string>>(text)).rows[0]!)[0]);
const counts = async (text: string) => {
  const { rows } = await app.database.pool.query<{ key: string; n: string }>(text);
  return Object.fromEntries(rows.map(({ key, n }) => [key, Number(n)]));
};

describe('the sample shop', () => {
  it('is loaded by an operation, with people in every stage and three journeys that run', async () => {
    expect(await ada.call(workspaceApi.sample)).toEqual({ loaded: false, trickle: false });
    const { operation, loaded } = await ada.call(workspaceApi.loadSample);
    expect(loaded).toBe(false);
    const state = async () => (await ada.call(workspaceApi.operation, { params: { operation: operation! } })).state;
    await until('the sample is loaded', async () => (await state()) !== 'waiting' && (await state()) !== 'running', 90);
    expect(await state()).toBe('done');
    expect(await ada.call(workspaceApi.sample)).toEqual({
      loaded: true,
      trickle: true,
      operation,
      workspace: 'sample',
    });

    expect(await one('select count(*) from profile')).toBeGreaterThanOrEqual(2_000);
    expect(await one(`select count(*) from identity where kind = 'email'`)).toBeGreaterThanOrEqual(2_000);
    const stages = await counts('select stage as key, count(*) as n from profile group by 1');
    expect(Object.keys(stages).sort()).toEqual(['churned', 'growth', 'mature', 'novice', 'silent']);
    expect(Math.min(...Object.values(stages))).toBeGreaterThan(60);
    const moves = await counts(
      `select from_stage || '>' || to_stage as key, sum(n) as n from transition_counter group by 1`,
    );
    expect(Object.keys(moves).length).toBeGreaterThan(8);
    expect(await counts('select name as key, version as n from journey')).toEqual({
      Onboarding: 1,
      Retention: 1,
      'Win-back': 1,
    });
    expect(await one('select count(*) from inbox_failed')).toBe(0);
  }, 120_000);

  it('lets fresh events trickle, about one a second, so that people enter every journey', async () => {
    const trickle = app.app.get(Trickle);
    const before = await one('select count(*) from event');
    for (let second = 0; second < 300; second++) {
      clock.set((await clock.now()) + SECOND);
      await trickle.runOnce();
    }
    const journeys = `select count(distinct journey_id) from (select journey_id from enrollment union all select journey_id from enrollment_history) as e`;
    await until('everything is played', async () => (await one('select count(*) from inbox')) === 0);
    await until('every journey took somebody in', async () => (await one(journeys)) === 3);
    await until(
      'mails were sent',
      async () => (await one(`select count(*) from delivery_history where outcome = 'sent'`)) > 0,
    );
    const added = (await one('select count(*) from event')) - before;
    expect(added).toBeGreaterThan(150);
    expect(added).toBeLessThan(700);
    expect(await one('select count(*) from inbox_failed')).toBe(0);
  }, 120_000);

  it('stops when it is told to, and goes on when it is told to', async () => {
    const trickle = app.app.get(Trickle);
    const seconds = async (many: number) => {
      let made = 0;
      for (let second = 0; second < many; second++) {
        clock.set((await clock.now()) + SECOND);
        made += await trickle.runOnce();
      }
      return made;
    };
    expect((await ada.call(workspaceApi.setTrickle, { body: { on: false } })).trickle).toBe(false);
    expect(await seconds(20)).toBe(0);
    expect((await ada.call(workspaceApi.setTrickle, { body: { on: true } })).trickle).toBe(true);
    expect(await seconds(20)).toBeGreaterThan(0);
    const actions = await counts('select content->>$$action$$ as key, count(*) as n from audit_content group by 1');
    expect(actions).toMatchObject({ 'sample.request': 1, 'sample.load': 1, 'sample.trickle': 2 });
  });

  it('stays as it is when it is asked for again', async () => {
    const before = await ada.call(workspaceApi.sample);
    expect(await ada.call(workspaceApi.loadSample)).toEqual(before);
    await app.app.get(SampleService).loadForAll('en');
    expect(await one('select count(*) from workspace where sample')).toBe(1);
    expect(await one('select count(*) from journey')).toBe(3);
    expect(await one(`select count(*) from operation where kind = 'sample.load'`)).toBe(1);
  });

  it('is not there for somebody who is not in it', async () => {
    const { key } = await ada.call(workspaceApi.create, { body: { name: 'Other' } });
    const guest = await new Console(app, key, ada.cookie).invite('operator');
    expect(await guest.call(workspaceApi.sample)).toMatchObject({ loaded: false });
    expect(await guest.call(workspaceApi.loadSample)).toMatchObject({ loaded: true, workspace: 'sample' });
  });
});
