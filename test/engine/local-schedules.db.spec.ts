import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { instantOfLocal, localDateTime, type Trigger } from '@sojourn/journey';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import { Engine, ENGINE_SESSION } from '../../server/src/engine/engine.js';
import { Database } from '../../server/src/store/database.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { entriesOf, publishTrigger, triggerNodes } from '../support/triggers.js';

const BEGIN = Date.parse('2026-03-02T00:00:00Z');
const AT_TEN: Trigger = { on: 'schedule', when: { cron: '0 10 * * *' }, local: true, missed: 'once' };

let fresh: FreshDatabase;
let engine: TestEngine;
beforeEach(async () => {
  fresh = await freshDatabase();
  engine = new TestEngine(fresh, BEGIN, { registry: triggerNodes });
  await engine.open();
});
afterEach(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
  await fresh.drop();
});

const identify = (profile: string, traits: object) =>
  engine.enqueue([{ profile, kind: 'identify', payload: { traits } }]);
const at = (local: string, zone: string) => instantOfLocal(localDateTime(local)!, zone);

describe('a schedule at the local time of each profile', () => {
  it('SCHED-3 takes everybody in at ten by their own clock, and those without a zone by the workspace’s', async () => {
    const zones = { ada: 'America/New_York', bo: 'Europe/Berlin', cy: 'Asia/Shanghai', di: undefined, ed: 'Mars/Base' };
    for (const [name, timezone] of Object.entries(zones)) await identify(name, timezone ? { timezone } : { x: 1 });
    await engine.settle();
    const journey = await publishTrigger(engine, AT_TEN);
    await engine.moveTo(BEGIN + 2 * DAY + 12 * HOUR);
    const entries = await entriesOf(engine, journey);
    for (const [name, timezone] of Object.entries(zones)) {
      const zone = timezone === undefined || timezone === 'Mars/Base' ? 'Asia/Shanghai' : timezone;
      const own = entries.filter(({ profile }) => profile === engine.profile(name));
      const expected = ['2026-03-02T10:00', '2026-03-03T10:00', '2026-03-04T10:00'].map((local) => at(local, zone));
      expect([name, own.map((entry) => entry.at)]).toEqual([
        name,
        expected.filter((each) => each > BEGIN && each <= BEGIN + 2 * DAY + 12 * HOUR),
      ]);
    }
    // SCHED-1: one occurrence is the schedule, its instant, and the zone.
    const [fired] = await engine.rows(
      'select count(*)::int as n, count(distinct (at, zone))::int as turns from schedule_occurrence',
    );
    expect(fired!.n).toBe(fired!.turns);
  });

  it('SCHED-3 asks the audience when a zone comes due, not before', async () => {
    await identify('ada', { timezone: 'America/New_York', vip: false });
    await identify('bo', { timezone: 'Asia/Shanghai', vip: true });
    const audience = { fact: { attribute: 'vip' }, is: 'eq', value: true } as const;
    const journey = await publishTrigger(engine, { ...AT_TEN, audience });
    await engine.moveTo(at('2026-03-02T10:00', 'Asia/Shanghai') + HOUR);
    await identify('ada', { vip: true });
    await identify('bo', { vip: false });
    await engine.moveTo(at('2026-03-02T10:00', 'America/New_York') + HOUR);
    const entries = await entriesOf(engine, journey);
    expect(entries.map(({ profile }) => profile)).toEqual([engine.profile('bo'), engine.profile('ada')]);
  });

  it('SCHED-3 takes each profile in exactly once for each local day, wherever it moves meanwhile', async () => {
    const zones = ['Pacific/Auckland', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Pacific/Honolulu', null];
    const people = Array.from({ length: 24 }, (_, index) => `p${index}`);
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (const name of people) await identify(name, { timezone: zones[random(zones.length)] });
    const journey = await publishTrigger(engine, AT_TEN);
    let moves = 0;
    for (let now = BEGIN; now < BEGIN + 4 * DAY; now += 20 * MINUTE) {
      for (const name of people) {
        if (random(40) > 0) continue;
        await identify(name, { timezone: zones[random(zones.length)] });
        moves += 1;
      }
      await engine.moveTo(now + 20 * MINUTE);
    }
    expect(moves).toBeGreaterThan(100);
    const days = new Map<string, number>();
    for (const { profile, entry } of await entriesOf(engine, journey)) {
      const key = `${profile} ${entry.date}`;
      days.set(key, (days.get(key) ?? 0) + 1);
    }
    expect([...days].filter(([, count]) => count !== 1)).toEqual([]);
    // The days that went all the way round the world between beginning and end.
    for (const day of ['2026-03-03', '2026-03-04', '2026-03-05'])
      for (const name of people)
        expect([day, name, days.get(`${engine.profile(name)} ${day}`)]).toEqual([day, name, 1]);
  }, 120_000);

  it('SCHED-3 finds a zone nobody had before, while the occurrence is still on its way there', async () => {
    await identify('ada', { timezone: 'Asia/Shanghai' });
    const journey = await publishTrigger(engine, AT_TEN);
    await engine.moveTo(at('2026-03-02T10:00', 'Asia/Shanghai') + HOUR);
    await identify('bo', { timezone: 'America/Sao_Paulo' });
    await engine.moveTo(at('2026-03-02T10:00', 'America/Sao_Paulo') + HOUR);
    const [, bo] = await entriesOf(engine, journey);
    expect(bo).toMatchObject({
      profile: engine.profile('bo'),
      at: at('2026-03-02T10:00', 'America/Sao_Paulo'),
      entry: { date: '2026-03-02', local: '2026-03-02T10:00' },
    });
  });

  it('SCHED-2 makes up zone by zone for what a downtime made it miss: once, each, or not at all', async () => {
    await identify('ada', { timezone: 'America/New_York' });
    await identify('bo', { timezone: 'Asia/Shanghai' });
    const journeys: Record<string, string> = {};
    for (const missed of ['once', 'each', 'skip'] as const)
      journeys[missed] = await publishTrigger(engine, { ...AT_TEN, missed });
    await engine.moveTo(BEGIN + HOUR);
    engine.clock.set(at('2026-03-05T10:00', 'Asia/Shanghai') + HOUR);
    await engine.settle();
    const days = async (missed: string) =>
      (await entriesOf(engine, journeys[missed]!)).map(
        ({ profile, entry }) => `${profile === engine.profile('ada') ? 'ada' : 'bo'} ${entry.date}`,
      );
    expect((await days('once')).sort()).toEqual(['ada 2026-03-04', 'bo 2026-03-05']);
    expect((await days('each')).sort()).toEqual([
      ...['02', '03', '04'].map((day) => `ada 2026-03-${day}`),
      ...['02', '03', '04', '05'].map((day) => `bo 2026-03-${day}`),
    ]);
    expect(await days('skip')).toEqual([]);
  });
});

describe('many schedulers', () => {
  it('SCHED-1 F13 fire 200 occurrences exactly 200 times, 8 of them at a time, also by what one of them read too early', async () => {
    for (const name of ['ada', 'bo', 'cy']) await identify(name, { x: 1 });
    await engine.settle();
    const journey = await publishTrigger(engine, { on: 'schedule', when: { cron: '* * * * *' }, missed: 'once' });
    const others = Array.from({ length: 7 }, () => Database.open(fresh.url, { options: ENGINE_SESSION, max: 1 }));
    try {
      const { parts } = engine.engine;
      const schedulers = [engine.engine, ...others.map((database) => new Engine({ ...parts, database }))];
      for (let tick = 1; tick <= 200; tick++) {
        engine.clock.set(BEGIN + tick * MINUTE);
        await Promise.all(schedulers.map(({ schedule }) => schedule.runOnce([])));
        // Whoever looked before another had moved it on would fire again, were the occurrence not one row.
        await engine.rows('update schedule set next_at = $1', [new Date(BEGIN + tick * MINUTE).toISOString()]);
        await Promise.all(schedulers.map(({ schedule }) => schedule.runOnce([])));
      }
      const [fired] = await engine.rows(
        'select count(*)::int as n, count(distinct at)::int as times from schedule_occurrence',
      );
      expect(fired).toEqual({ n: 200, times: 200 });
      const [runs] = await engine.rows('select count(*)::int as n from audience_run');
      expect(runs).toEqual({ n: 200 * 64 });
      await engine.settle();
      const entries = await entriesOf(engine, journey);
      expect(new Set(entries.map(({ profile, at: time }) => `${profile} ${time}`)).size).toBe(600);
      expect(entries).toHaveLength(600);
    } finally {
      for (const database of others) await database.close();
    }
  }, 120_000);
});
