import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instantOfLocal, localDateTime, type Trigger } from '@sojourn/journey';
import { DAY, HOUR } from '@sojourn/rules';
import { LookupsStore } from '../../server/src/store/lookups.store.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { entriesOf, publishTrigger, triggerNodes } from '../support/triggers.js';

const BEGIN = Date.parse('2026-02-20T00:00:00Z');
const BIRTHDAY: Trigger = {
  on: 'date',
  attribute: 'birthday',
  offset: 0,
  at: '09:00',
  yearly: true,
  calendar: 'solar',
  missed: 'once',
};

let fresh: FreshDatabase;
let engine: TestEngine;
const journeys: Record<string, string> = {};

const PEOPLE: Record<string, object> = {
  leapling: { birthday: '2000-02-29' },
  ada: { birthday: '1990-02-28', timezone: 'America/New_York' },
  bo: { birthday: '1985-03-01' },
  // 农历五月初五 of 1990, kept on 2026-06-19.
  cy: { birthday: '1990-05-28' },
  di: { expires: '2026-03-10' },
  ed: { expires: '2026-03-09T20:00:00Z' },
  none: { birthday: 'in spring', expires: 12.5 },
};

beforeAll(async () => {
  fresh = await freshDatabase();
  engine = new TestEngine(fresh, BEGIN, { registry: triggerNodes });
  await engine.open();
  const watched = new LookupsStore();
  await watched.watch(engine.database, engine.workspace, ['birthday', 'expires']);
  for (const attribute of ['birthday', 'expires']) await watched.setReady(engine.database, engine.workspace, attribute);
  await engine.changed();
  for (const [profile, traits] of Object.entries(PEOPLE))
    await engine.enqueue([{ profile, kind: 'identify', payload: { traits } }]);
  await engine.settle();
  journeys.solar = await publishTrigger(engine, BIRTHDAY);
  journeys.lunar = await publishTrigger(engine, { ...BIRTHDAY, calendar: 'lunar' });
  journeys.ahead = await publishTrigger(engine, { ...BIRTHDAY, offset: -7 });
  journeys.renewal = await publishTrigger(engine, {
    ...BIRTHDAY,
    attribute: 'expires',
    yearly: false,
    offset: -3,
    at: '20:30',
  });
  await engine.moveTo(BEGIN + 20 * DAY);
}, 120_000);
afterAll(async () => {
  await engine.close();
  await fresh.drop();
});

async function entered(journey: string): Promise<string[]> {
  return (await entriesOf(engine, journeys[journey]!)).map(({ profile, at, entry }) => {
    const name = Object.keys(PEOPLE).find((each) => engine.profile(each) === profile);
    return `${name} ${entry.date} ${new Date(at).toISOString().slice(0, 16)}`;
  });
}
const instant = (local: string, zone: string) =>
  new Date(instantOfLocal(localDateTime(local)!, zone)).toISOString().slice(0, 16);

describe('a date attribute', () => {
  it('ENTRY-1 takes people in on their birthday at nine by their own clock, leap days on the 28th', async () => {
    expect((await entered('solar')).sort()).toEqual(
      [
        `leapling 2026-02-28 ${instant('2026-02-28T09:00', 'Asia/Shanghai')}`,
        `ada 2026-02-28 ${instant('2026-02-28T09:00', 'America/New_York')}`,
        `bo 2026-03-01 ${instant('2026-03-01T09:00', 'Asia/Shanghai')}`,
      ].sort(),
    );
  });

  it('ENTRY-1 takes people in days before it', async () => {
    expect((await entered('ahead')).sort()).toEqual(
      [
        `leapling 2026-02-21 ${instant('2026-02-21T09:00', 'Asia/Shanghai')}`,
        `ada 2026-02-21 ${instant('2026-02-21T09:00', 'America/New_York')}`,
        `bo 2026-02-22 ${instant('2026-02-22T09:00', 'Asia/Shanghai')}`,
      ].sort(),
    );
  });

  it('ENTRY-1 takes people in before a day comes that is named once, and by the day an instant has in their zone', async () => {
    // 20:00 in London is the morning of the 10th in Shanghai.
    expect((await entered('renewal')).sort()).toEqual(
      [
        `di 2026-03-07 ${instant('2026-03-07T20:30', 'Asia/Shanghai')}`,
        `ed 2026-03-07 ${instant('2026-03-07T20:30', 'Asia/Shanghai')}`,
      ].sort(),
    );
  });

  it('ENTRY-1 takes people in on their lunar birthday', async () => {
    // Born on 农历正月初十, which is 2026-02-26.
    expect(await entered('lunar')).toEqual([`bo 2026-02-26 ${instant('2026-02-26T09:00', 'Asia/Shanghai')}`]);
    engine.clock.set(Date.parse('2026-06-18T20:00:00Z'));
    await engine.settle();
    engine.clock.set(Date.parse('2026-06-19T02:00:00Z'));
    await engine.settle();
    expect((await entered('lunar')).filter((line) => line.startsWith('cy'))).toEqual([
      `cy 2026-06-19 ${instant('2026-06-19T09:00', 'Asia/Shanghai')}`,
    ]);
  });

  it('ENTRY-1 follows an attribute that changes', async () => {
    const profile = 'none';
    const day = new Date((await engine.clock.now()) + DAY).toISOString().slice(5, 10);
    await engine.enqueue([{ profile, kind: 'identify', payload: { traits: { birthday: `1970-${day}` } } }]);
    await engine.settle();
    await engine.moveTo((await engine.clock.now()) + DAY + HOUR);
    expect((await entered('solar')).filter((line) => line.startsWith('none'))).toHaveLength(1);
  });
});
