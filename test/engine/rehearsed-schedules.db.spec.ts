import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  playTest,
  rehearse,
  type JourneyTest,
  type RehearsalEvent,
  type TestStep,
  type Trigger,
} from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { DAY, HOUR, writeInstant, type Instant, type Value } from '@sojourn/rules';
import { LookupsStore } from '../../server/src/store/lookups.store.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { begunBy, entriesOf, publishTrigger, triggerNodes } from '../support/triggers.js';

const BEGIN = Date.parse('2026-02-26T00:00:00Z');
const END = BEGIN + 4 * DAY;
/** People say something new at these steps. */
const STEP = 3 * HOUR;
/** The zone of those who have none; no other zone here is ahead of it. */
const SETTINGS = { zone: 'Asia/Shanghai' };
const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo', 'America/New_York', 'Mars/Base'];

const dates = { on: 'date', attribute: 'born', offset: 0, at: '09:00', yearly: true, missed: 'once' } as const;
const TRIGGERS: Record<string, Trigger> = {
  local: { on: 'schedule', when: { cron: '0 10 * * *' }, local: true, missed: 'once' },
  weekly: {
    on: 'schedule',
    when: { rrule: 'FREQ=DAILY;INTERVAL=2', start: '2026-02-20T18:30' },
    local: true,
    missed: 'once',
  },
  everywhere: { on: 'schedule', when: { cron: '0 10 * * *' }, zone: 'Europe/Berlin', missed: 'once' },
  solar: { ...dates, calendar: 'solar' },
  lunar: { ...dates, calendar: 'lunar' },
  ahead: { ...dates, calendar: 'solar', offset: -3, at: '20:30' },
  gold: {
    ...{ ...dates, calendar: 'solar', offset: -1 },
    audience: { fact: { attribute: 'tier' }, is: 'eq', value: 'gold' },
  },
};

/** What a profile says of itself, and when. */
interface Said {
  person: string;
  at: Instant;
  traits: Record<string, Value>;
}

let seed = 11;
const random = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};
/** Birthdays of these days, 29 February and a lunar one among them. */
const BORN = ['2000-02-29', '1990-02-28', '1985-03-01', '1990-02-27', '1976-03-02', '1977-02-27', '2001-01-30'];
const PEOPLE = Array.from({ length: 16 }, (_, index) => `p${index}`);
const history: Said[] = PEOPLE.map((person, index) => ({
  person,
  // Four of them come only later.
  at: index < 12 ? BEGIN : BEGIN + (index - 10) * 7 * HOUR,
  traits: {
    born: BORN[index % BORN.length]!,
    tier: index % 2 === 0 ? 'gold' : 'basic',
    ...(index % 5 === 4 ? {} : { timezone: ZONES[index % ZONES.length]! }),
  },
}));
// What was on its way round the world at the beginning comes to some and not to others, by where all the others are.
for (let at = BEGIN + 16 * HOUR; at < END; at += STEP) {
  for (const person of PEOPLE) {
    if (history.find((each) => each.person === person)!.at >= at || random(5) > 0) continue;
    const changes: Said['traits'][] = [
      { timezone: ZONES[random(ZONES.length)]! },
      { born: BORN[random(BORN.length)]! },
      { tier: 'gold' },
    ];
    history.push({ person, at, traits: changes[random(20) < 14 ? 0 : random(3)]! });
  }
}

let fresh: FreshDatabase;
let engine: TestEngine;
/** When the engine took each person into each journey. */
const entered = new Map<string, Instant[]>();

beforeAll(async () => {
  fresh = await freshDatabase();
  engine = new TestEngine(fresh, BEGIN, { registry: triggerNodes });
  await engine.open();
  const watched = new LookupsStore();
  await watched.watch(engine.database, engine.workspace, ['born']);
  await watched.setReady(engine.database, engine.workspace, 'born');
  await engine.changed();
  const say = (rows: Said[]) =>
    engine.enqueue(rows.map(({ person, traits }) => ({ profile: person, kind: 'identify', payload: { traits } })));
  await say(history.filter(({ at }) => at === BEGIN));
  await engine.settle();
  const journeys = new Map<string, string>();
  for (const [name, trigger] of Object.entries(TRIGGERS))
    journeys.set(name, await publishTrigger(engine, trigger, SETTINGS));
  for (const at of [...new Set(history.map((each) => each.at))].filter((each) => each > BEGIN).sort((a, b) => a - b)) {
    const rows = history.filter((each) => each.at === at);
    await engine.moveTo(at);
    await say(rows);
  }
  await engine.moveTo(END - 1);
  for (const [name, id] of journeys) {
    for (const { profile, at } of await entriesOf(engine, id)) {
      const key = `${name} ${PEOPLE.find((person) => engine.profile(person) === profile)}`;
      entered.set(key, [...(entered.get(key) ?? []), at]);
    }
  }
}, 120_000);
afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
  await fresh.drop();
});

const written = (instants: readonly Instant[] = []) => instants.map(writeInstant);

/** When a journey test takes somebody in who was there from the beginning. */
function tested(trigger: Trigger, person: string): string[] {
  const [first, ...later] = history.filter((each) => each.person === person);
  const script = later.map(({ at, traits }): TestStep => ({ at: writeInstant(at), attributes: traits }));
  const journey = begunBy(trigger, SETTINGS);
  const test: JourneyTest = {
    format: 1,
    name: person,
    journey: { ...journey },
    given: { now: writeInstant(BEGIN), attributes: first!.traits },
    script: [...script, { advance: writeInstant(END - 1) }],
    expect: {},
  };
  const { path, passed } = playTest({ test, journey, model: ORDERS_ONLY_MODEL, registry: triggerNodes });
  expect(passed).toBe(true);
  return path.flatMap((step) => /^start\.next .*\((.*)\)$/.exec(step)?.[1] ?? []);
}

describe.each(Object.entries(TRIGGERS))('the trigger %s', (name, trigger) => {
  it('SCHED-1 SCHED-3 takes each profile in at the same instants in a journey test as in the engine', () => {
    let entries = 0;
    for (const person of PEOPLE.slice(0, 12)) {
      const own = written(entered.get(`${name} ${person}`));
      expect([person, tested(trigger, person)]).toEqual([person, own]);
      entries += own.length;
    }
    expect(entries).toBeGreaterThan(0);
  });

  it('SCHED-1 SCHED-3 takes as many in in a rehearsal as in the engine, whenever they came', () => {
    const events = history.map(({ person, at, traits }): RehearsalEvent => {
      return { profile: person, name: '$identify', occurredAt: at === BEGIN ? BEGIN - 1 : at, properties: traits };
    });
    for (const person of PEOPLE) {
      const own = events.filter(({ profile }) => profile === person);
      const journey = begunBy(trigger, SETTINGS);
      const { nodes } = rehearse({
        journey,
        registry: triggerNodes,
        model: ORDERS_ONLY_MODEL,
        events: own,
        from: BEGIN,
        to: END,
      });
      expect([person, nodes.start!.entered]).toEqual([person, entered.get(`${name} ${person}`)?.length ?? 0]);
    }
  });
});
