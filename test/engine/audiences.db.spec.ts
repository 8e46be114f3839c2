import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, SECOND, type Rule } from '@sojourn/rules';
import { aJourney } from '../support/a-journey.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { SHARDS } from '../../server/src/store/ids.js';
import { TestEngine } from '../support/engine.js';
import { entriesOf, publishTrigger, triggerNodes } from '../support/triggers.js';

const BEGIN = Date.parse('2026-03-02T00:00:00Z');
/** Ten in the morning of the workspace, and the schedule's hour. */
const TEN = BEGIN + 2 * HOUR;
const ALL = Array.from({ length: 64 }, (_, shard) => shard);

let fresh: FreshDatabase;
let engine: TestEngine;
beforeEach(async () => {
  fresh = await freshDatabase();
  // 64 a shard and batch.
  engine = new TestEngine(fresh, BEGIN, { registry: triggerNodes, limits: { batch: 64 * SHARDS } });
  await engine.open();
});
afterEach(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
  await fresh.drop();
});

const atTen = (audience: Rule, cron = '0 10 * * *') =>
  publishTrigger(engine, { on: 'schedule', when: { cron }, audience, missed: 'once' });
const identify = (profile: string, traits: object) =>
  engine.enqueue([{ profile, kind: 'identify', payload: { traits } }]);
/** Lets the schedule fire and its run go to its end, as it is at an instant. */
async function runAt(instant: number): Promise<void> {
  engine.clock.set(instant);
  await engine.settle();
}
const entered = async (journey: string, ...names: string[]) => {
  const ids = (await entriesOf(engine, journey)).map(({ profile }) => profile);
  return names.filter((name) => ids.includes(engine.profile(name)));
};

describe('an audience picks by what is stored, and takes in by what is played', () => {
  it('SCHED-1 sees what comes in with its batch', async () => {
    const journey = await atTen({ fact: { attribute: 'city' }, is: 'eq', value: 'Shanghai' });
    for (const name of ['stays', 'leaves']) await identify(name, { city: 'Shanghai' });
    await identify('comes', { city: 'Beijing' });
    await engine.settle();
    engine.clock.set(TEN);
    await identify('comes', { city: 'Shanghai' });
    await identify('leaves', { city: 'Beijing' });
    await engine.settle();
    expect(await entered(journey, 'stays', 'leaves', 'comes')).toEqual(['stays', 'comes']);
  });

  it('SCHED-1 sees whom time alone moves at the very instant', async () => {
    engine.clock.set(TEN);
    await engine.accept({ profile: 'ann', name: 'order_completed' });
    await engine.settle();
    const journey = await atTen({ fact: { stage: 'current' }, is: 'eq', value: 'silent' });
    await engine.moveTo(TEN + 59 * DAY);
    expect(await entered(journey, 'ann')).toEqual([]);
    await engine.moveTo(TEN + 60 * DAY);
    expect(await entered(journey, 'ann')).toEqual(['ann']);
  });

  it('SCHED-1 asks whoever was played past its instant as of then, and all others as of its instant', async () => {
    const visited: Rule = { fact: { event: 'visit', measure: 'last' }, is: 'longer_ago', value: '1h' };
    const journey = await atTen(visited);
    for (const profile of ['early', 'late', 'idle']) {
      engine.clock.set(TEN - HOUR + (profile === 'early' ? 0 : 10 * SECOND));
      await engine.accept({ profile, name: 'visit' });
      await engine.settle();
    }
    engine.clock.set(TEN + 30 * SECOND);
    await identify('late', { seen: true });
    await engine.engine.advance.runOnce(ALL);
    await runAt(TEN + 60 * SECOND);
    expect(await entered(journey, 'early', 'late', 'idle')).toEqual(['early', 'late']);
  });

  it('SCHED-1 STAGE-4 sees whom a new model places elsewhere', async () => {
    await engine.accept({ profile: 'ann', name: 'subscribed' });
    await engine.settle();
    await engine.rows(`update workspace set placed_by = 2, meanings = '{"order": ["subscribed"]}' where id = $1`, [
      engine.workspace,
    ]);
    const journey = await atTen({ fact: { stage: 'current' }, is: 'eq', value: 'growth' });
    await runAt(TEN);
    expect(await entered(journey, 'ann')).toEqual(['ann']);
  });

  it('SCHED-1 sees whom a stopped journey has not let go of yet', async () => {
    const before = await engine.publish(
      aJourney(
        { start: ['event-trigger', { event: 'visit' }], rest: ['wait-duration', { for: '9d' }], done: ['end', {}] },
        ['start > rest', 'rest > done'],
      ),
    );
    await engine.accept({ profile: 'ann', name: 'visit' });
    await engine.settle();
    expect(await entered(before, 'ann')).toEqual(['ann']);
    const journey = await atTen({ fact: { journey: before, measure: 'live' }, is: 'eq', value: 0 });
    await engine.setState(before, 'stopped');
    await runAt(TEN);
    expect(await entered(journey, 'ann')).toEqual(['ann']);
  });

  it('SCHED-1 has no event at hand, whatever the occurrence is called', async () => {
    await identify('ann', { x: 1 });
    const journey = await atTen({ fact: { property: 'occurrence' }, is: 'known' });
    const other = await atTen({ fact: { property: 'occurrence' }, is: 'unknown' });
    await runAt(TEN);
    expect(await entered(journey, 'ann')).toEqual([]);
    expect(await entered(other, 'ann')).toEqual(['ann']);
  });

  it('SCHED-3 gives a turn also to those of a zone who are not chosen', async () => {
    await identify('ann', { timezone: 'Asia/Shanghai', vip: false });
    await engine.settle();
    const audience: Rule = { fact: { attribute: 'vip' }, is: 'eq', value: true };
    const journey = await publishTrigger(engine, {
      on: 'schedule',
      when: { cron: '0 10 * * *' },
      local: true,
      audience,
      missed: 'once',
    });
    await engine.moveTo(TEN + HOUR);
    await identify('ann', { timezone: 'Europe/Berlin', vip: true });
    await engine.moveTo(TEN + 12 * HOUR);
    expect(await entered(journey, 'ann')).toEqual([]);
    await engine.moveTo(TEN + DAY + 12 * HOUR);
    expect(await entered(journey, 'ann')).toEqual(['ann']);
  });
});

describe('an audience of few among many', () => {
  it('SCHED-1 goes through a shard page by page and takes in each of them once', async () => {
    const many = 3_000;
    await engine.rows(
      `insert into profile (workspace_id, shard, id, attributes, stage, stage_since, model_version, played, ordinal)
       select $1, 7, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, jsonb_build_object('n', n), 'unclassified', '-infinity', 1, $2, 1
       from generate_series(1, ${many}) as n`,
      [engine.workspace, new Date(BEGIN).toISOString()],
    );
    // A crowd that fills one page and more, then nobody for longer than a page looks, then the last of all.
    const audience: Rule = {
      any: [
        { fact: { attribute: 'n' }, is: 'lte', value: 150 },
        { fact: { attribute: 'n' }, is: 'eq', value: many },
      ],
    };
    const journey = await atTen(audience);
    engine.clock.set(TEN);
    await engine.engine.schedule.runOnce([]);
    const counts: number[] = [];
    while (await engine.engine.advance.runOnce(ALL)) counts.push((await entriesOf(engine, journey)).length);
    // 64 a page, and 1,024 looked at.
    expect(counts).toEqual([64, 128, 150, 150, 151]);
    const entries = await entriesOf(engine, journey);
    expect(new Set(entries.map(({ profile }) => profile)).size).toBe(151);
    expect(new Set(entries.map(({ at }) => at))).toEqual(new Set([TEN]));
  });
});
