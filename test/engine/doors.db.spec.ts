import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isCanary, stableShare, type Trigger } from '@sojourn/journey';
import { HOUR, MINUTE, SECOND } from '@sojourn/rules';
import { Engine, ENGINE_SESSION } from '../../server/src/engine/engine.js';
import { Database } from '../../server/src/store/database.js';
import { DoorsStore } from '../../server/src/store/doors.store.js';
import { SHARDS } from '../../server/src/store/ids.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { until } from '../support/until.js';
import { entriesOf, publishTrigger, triggerNodes } from '../support/triggers.js';

const BEGIN = Date.parse('2026-03-02T00:00:00Z');
const BOUGHT: Trigger = { on: 'event', event: 'bought' };
const HOURLY: Trigger = { on: 'schedule', when: { cron: '0 * * * *' }, missed: 'once' };
const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

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

const refusals = () =>
  engine.rows<{ rule: string; n: number }>(
    'select rule, count(*)::int as n from entry_refusal group by rule order by rule',
  );
const waiting = async () => (await engine.rows<{ n: number }>('select count(*)::int as n from door_waiting'))[0]!.n;

describe('an entry rate', () => {
  it('ENTRY-6 refuses single entries beyond it, and counts anew in each window from the first entry on', async () => {
    const journey = await publishTrigger(engine, BOUGHT, {
      reentry: { rule: 'always' },
      entryRate: { entries: 10, per: '1h' },
    });
    const come = async (names: string[]) => {
      await engine.accept(...names.map((profile) => ({ profile, name: 'bought' })));
      await engine.settle();
    };
    await engine.moveTo(BEGIN + 20 * MINUTE);
    await come(people(7));
    await come(people(7));
    expect(await entriesOf(engine, journey)).toHaveLength(10);
    expect(await refusals()).toEqual([{ rule: 'rate', n: 4 }]);
    await engine.moveTo(BEGIN + 20 * MINUTE + HOUR - SECOND);
    await come(['p0']);
    expect(await entriesOf(engine, journey)).toHaveLength(10);
    await engine.moveTo(BEGIN + 20 * MINUTE + HOUR);
    await come(people(30));
    expect(await entriesOf(engine, journey)).toHaveLength(20);
  });

  it('ENTRY-6 holds an audience back and lets it in as the rate allows: nobody of it is lost', async () => {
    const all = people(60);
    await engine.accept(...all.map((profile) => ({ profile, name: 'seen' })));
    const journey = await publishTrigger(engine, HOURLY, { entryRate: { entries: 25, per: '10m' } });
    await engine.moveTo(BEGIN + HOUR);
    expect(await entriesOf(engine, journey)).toHaveLength(25);
    await engine.moveTo(BEGIN + HOUR + 10 * MINUTE - SECOND);
    expect(await entriesOf(engine, journey)).toHaveLength(25);
    await engine.moveTo(BEGIN + HOUR + 10 * MINUTE);
    expect(await entriesOf(engine, journey)).toHaveLength(50);
    await engine.moveTo(BEGIN + HOUR + 20 * MINUTE);
    const entries = await entriesOf(engine, journey);
    expect(new Set(entries.map(({ profile }) => profile)).size).toBe(60);
    expect(entries).toHaveLength(60);
    expect(await refusals()).toEqual([]);
    expect(await waiting()).toBe(0);
  });

  it('ENTRY-6 forgets windows that are long over, and none that may still count', async () => {
    await publishTrigger(engine, BOUGHT, { reentry: { rule: 'always' }, entryRate: { entries: 1, per: '6h' } });
    for (let hours = 0; hours < 80; hours += 6) {
      await engine.moveTo(BEGIN + hours * HOUR);
      await engine.accept(...people(2).map((profile) => ({ profile, name: 'bought' })));
      await engine.settle();
    }
    const kept = await engine.rows<{ at: number }>('select starts_at as at from door_window order by 1');
    expect(kept.map(({ at }) => (at - BEGIN) / HOUR)).toEqual([48, 54, 60, 66, 72, 78]);
    expect(await refusals()).toEqual([{ rule: 'rate', n: 14 }]);
  });

  it('ENTRY-5 the held out take no room, and wait like everybody else where there is none', async () => {
    const all = people(60);
    await engine.accept(...all.map((profile) => ({ profile, name: 'seen' })));
    const journey = await publishTrigger(engine, HOURLY, { holdout: 50, entryRate: { entries: 10, per: '10m' } });
    const inside = async () => (await entriesOf(engine, journey)).filter(({ reason }) => reason !== 'holdout').length;
    await engine.moveTo(BEGIN + HOUR);
    expect(await inside()).toBe(10);
    expect(await waiting()).toBeGreaterThan(10);
    for (let minutes = 10; minutes < 60; minutes += 10) await engine.moveTo(BEGIN + HOUR + minutes * MINUTE);
    const held = all.filter((name) => stableShare(engine.profile(name), journey, 'holdout') < 0.5).length;
    expect([await inside(), await waiting()]).toEqual([60 - held, 0]);
    expect(await engine.rows('select sum(entered)::int as n from door_window')).toEqual([{ n: 60 - held }]);
  });

  it('ENTRY-6 lets no batch through that would be too many with what others let in meanwhile', async () => {
    const journey = await publishTrigger(engine, BOUGHT, { entryRate: { entries: 10, per: '1h' } });
    const pass = (entered: number, countsFrom = BEGIN) => {
      const windows = new Map([[countsFrom, entered]]);
      const passage = { workspace: engine.workspace, journey, countsFrom, windows, entries: 10 };
      return new DoorsStore().pass(engine.database, passage);
    };
    expect([await pass(7), await pass(4), await pass(3), await pass(1)]).toEqual([true, false, true, false]);
    // Windows are counted from the first entry of all: another beginning means that somebody was first.
    expect(await pass(1, BEGIN + MINUTE)).toBe(false);
  });

  it('ENTRY-6 plays a batch again by what is left, where another one filled the door before it', async () => {
    const journey = await publishTrigger(engine, BOUGHT, { entryRate: { entries: 10, per: '1h' } });
    const windows = new Map([[BEGIN, 6]]);
    const passage = { workspace: engine.workspace, journey, countsFrom: BEGIN, windows, entries: 10 };
    await engine.accept(...people(7).map((profile) => ({ profile, name: 'bought' })));
    const { batch } = await engine.database.transaction(async (other) => {
      await new DoorsStore().pass(other, passage);
      const batch = engine.engine.advance.runOnce(Array.from({ length: SHARDS }, (_, shard) => shard));
      await until('the batch stands at the door', async () => {
        const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await engine.rows(waits)).length > 0;
      });
      return { batch };
    });
    expect(await batch).toBe(true);
    expect(await entriesOf(engine, journey)).toHaveLength(4);
    expect(await refusals()).toEqual([{ rule: 'rate', n: 3 }]);
  });

  it('ENTRY-6 holds over processes that take people in at the same time (D4)', async () => {
    const all = people(400);
    const journey = await publishTrigger(engine, BOUGHT, { entryRate: { entries: 100, per: '1h' } });
    const others = Array.from({ length: 3 }, () => Database.open(fresh.url, { options: ENGINE_SESSION, max: 2 }));
    try {
      const { parts } = engine.engine;
      const engines = [engine.engine, ...others.map((database) => new Engine({ ...parts, database }))];
      const own = (index: number) =>
        Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => shard % engines.length === index);
      for (let round = 0; round < 8; round++) {
        await engine.accept(...all.slice(round * 50, round * 50 + 50).map((profile) => ({ profile, name: 'bought' })));
        await Promise.all(engines.map(({ advance }, index) => advance.runOnce(own(index))));
      }
      await engine.settle();
      expect(await entriesOf(engine, journey)).toHaveLength(100);
      expect(await refusals()).toEqual([{ rule: 'rate', n: 300 }]);
      expect(await engine.rows('select entered::int as n from door_window')).toEqual([{ n: 100 }]);
    } finally {
      for (const database of others) await database.close();
    }
  }, 60_000);
});

describe('a canary', () => {
  const letAllIn = async (journey: string, canary: object) =>
    new DoorsStore().letAllIn(engine.database, engine.workspace, journey, canary, await engine.clock.now());

  it('ENTRY-6 takes in the first so many, who stay welcome, and after an operator said so all', async () => {
    const canary = { people: 3 };
    const journey = await publishTrigger(engine, BOUGHT, { canary, reentry: { rule: 'always' } });
    for (const profile of ['a', 'b', 'a', 'c', 'd', 'e', 'a']) {
      await engine.accept({ profile, name: 'bought' });
      await engine.settle();
    }
    const names = async () =>
      (await entriesOf(engine, journey)).map(({ profile }) =>
        String(['a', 'b', 'c', 'd', 'e'].find((name) => engine.profile(name) === profile)),
      );
    expect((await names()).sort()).toEqual(['a', 'a', 'a', 'b', 'c']);
    expect(await refusals()).toEqual([{ rule: 'canary', n: 2 }]);
    await letAllIn(journey, canary);
    await engine.accept({ profile: 'd', name: 'bought' });
    await engine.settle();
    expect((await names()).sort()).toEqual(['a', 'a', 'a', 'b', 'c', 'd']);
  });

  it('ENTRY-5 the held out are none of its people', async () => {
    const journey = await publishTrigger(engine, BOUGHT, { canary: { people: 5 }, holdout: 50 });
    const held = (name: string) => stableShare(engine.profile(name), journey, 'holdout') < 0.5;
    const inside: string[] = [];
    const heldOut: string[] = [];
    for (const profile of people(40)) {
      if (inside.length < 5) (held(profile) ? heldOut : inside).push(engine.profile(profile));
      await engine.accept({ profile, name: 'bought' });
      await engine.settle();
    }
    const left = new Map((await entriesOf(engine, journey)).map(({ profile, reason }) => [profile, reason]));
    expect([...left.keys()].sort()).toEqual([...inside, ...heldOut].sort());
    expect(heldOut.every((profile) => left.get(profile) === 'holdout')).toBe(true);
    expect(await refusals()).toEqual([{ rule: 'canary', n: 40 - left.size }]);
  });

  it('ENTRY-6 of an audience lets the rest wait, and in as soon as an operator says so', async () => {
    const canary = { people: 5 };
    await engine.accept(...people(40).map((profile) => ({ profile, name: 'seen' })));
    const journey = await publishTrigger(engine, HOURLY, { canary });
    await engine.moveTo(BEGIN + HOUR + 30 * MINUTE);
    expect(await entriesOf(engine, journey)).toHaveLength(5);
    await letAllIn(journey, canary);
    await engine.settle();
    const entries = await entriesOf(engine, journey);
    expect([entries.length, new Set(entries.map(({ profile }) => profile)).size]).toEqual([40, 40]);
    expect([await waiting(), await refusals()]).toEqual([0, []]);
  });

  it('ENTRY-6 of a percentage takes in always the same, and the rest of an audience when it is over', async () => {
    const canary = { percent: 20 };
    const all = people(100);
    await engine.accept(...all.map((profile) => ({ profile, name: 'seen' })));
    const journey = await publishTrigger(engine, HOURLY, { canary });
    await engine.moveTo(BEGIN + HOUR);
    const chosen = all.map((name) => engine.profile(name)).filter((id) => isCanary(id, journey, 20));
    expect(chosen.length).toBeGreaterThan(5);
    expect((await entriesOf(engine, journey)).map(({ profile }) => profile).sort()).toEqual(chosen.sort());
    await letAllIn(journey, canary);
    await engine.settle();
    const entries = await entriesOf(engine, journey);
    expect([entries.length, new Set(entries.map(({ profile }) => profile)).size]).toEqual([100, 100]);
    expect(await waiting()).toBe(0);
  });
});
