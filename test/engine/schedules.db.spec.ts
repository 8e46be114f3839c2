import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { DAY, MINUTE, SECOND } from '@sojourn/rules';
import { SchedulesStore } from '../../server/src/store/schedules.store.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const NOON = Date.parse('2026-03-02T04:00:00Z');

const everyMinute = (missed: string): Journey => ({
  format: 1,
  name: 'Every minute',
  nodes: [
    { id: 'start', type: 'schedule-trigger', settings: { cron: '* * * * *', missed } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [{ from: 'start', port: 'next', to: 'end' }],
});

describe('schedules after a downtime', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;

  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, NOON);
    await engine.open();
  });
  afterEach(async () => {
    expect(engine.faults).toEqual([]);
    await engine.close();
    await fresh.drop();
  });

  it('SCHED-2 F14 makes up for the latest hundred of a year, one by one, or for none, as the schedule says', async () => {
    const each = await engine.publish(everyMinute('each'));
    const skip = await engine.publish(everyMinute('skip'));
    // Half a minute late is not missed; what came before it is.
    const now = NOON + 365 * DAY + 30 * SECOND;
    engine.clock.set(now);
    await engine.engine.schedule.runOnce([]);
    const fired = (id: string) =>
      engine.rows(
        'select count(*)::int as n, min(at) as first, max(at) as last from schedule_occurrence where journey_id = $1',
        [id],
      );
    const last = now - 30 * SECOND;
    expect(await fired(each)).toEqual([{ n: 100, first: last - 99 * MINUTE, last }]);
    expect(await fired(skip)).toEqual([{ n: 1, first: last, last }]);
    expect(await engine.rows('select distinct next_at from schedule')).toEqual([{ next_at: last + MINUTE }]);
  });

  it('SCHED-2 skips what was missed when it is told to', async () => {
    const skip = await engine.publish({
      ...everyMinute('skip'),
      nodes: [
        { id: 'start', type: 'schedule-trigger', settings: { cron: '0 * * * *', missed: 'skip' } },
        { id: 'end', type: 'end', settings: {} },
      ],
    });
    engine.clock.set(NOON + 30 * DAY + 2 * MINUTE);
    await engine.engine.schedule.runOnce([]);
    expect(await engine.rows('select at from schedule_occurrence')).toEqual([]);
    expect(await engine.rows('select next_at from schedule where journey_id = $1', [skip])).toEqual([
      { next_at: NOON + 30 * DAY + 60 * MINUTE },
    ]);
  });

  it('SCHED-1 an occurrence that has fired does not fire again: its id is schedule, time and zone', async () => {
    const journey = await engine.publish(everyMinute('each'));
    const due = { journey, node: 'start', workspace: engine.workspace, version: 1, nextAt: NOON, lookedAt: null };
    const fire = (at: number, zone?: string) =>
      new SchedulesStore().fire(engine.database, due, { at, ...(zone && { zone }) }, NOON, undefined);
    expect([await fire(NOON), await fire(NOON)]).toEqual([true, false]);
    expect([await fire(NOON, 'Asia/Tokyo'), await fire(NOON + MINUTE)]).toEqual([true, true]);
  });

  it('F13 SCHED-1 eight schedulers meet the same occurrences: each fires once, and everybody enters once for each', async () => {
    const TICKS = 50;
    await engine.publish({ ...everyMinute('each'), settings: { reentry: { rule: 'always' } } });
    await engine.enqueue(['ann', 'bob'].map((profile) => ({ profile, kind: 'identify', payload: { traits: {} } })));
    await engine.settle();
    const others = Array.from({ length: 7 }, (_, index) => new TestEngine(fresh, NOON, { worker: `other ${index}` }));
    const all = [engine, ...others];
    for (let tick = 1; tick <= TICKS; tick++) {
      for (const each of all) each.clock.set(NOON + tick * MINUTE);
      await Promise.all(all.map((each) => each.engine.schedule.runOnce([])));
    }
    await engine.settle();
    for (const each of others) {
      expect(each.faults).toEqual([]);
      await each.close();
    }
    expect(
      await engine.rows('select count(*)::int as n, count(distinct at)::int as ats from schedule_occurrence'),
    ).toEqual([{ n: TICKS, ats: TICKS }]);
    const entries = await engine.rows(
      `select profile_id, count(*)::int as n, count(distinct entry)::int as occurrences from enrollment_history group by 1`,
    );
    expect(entries.map(({ n, occurrences }) => [n, occurrences])).toEqual([
      [TICKS, TICKS],
      [TICKS, TICKS],
    ]);
  });
});
