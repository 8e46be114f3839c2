import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { journeysApi, lifecycleApi, workspaceApi } from '@sojourn/api';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { compileRule, DAY, factKey, HOUR, SENT_EVENT, STAGE_EVENT, type Rule } from '@sojourn/rules';
import fc from 'fast-check';
import { aJourney } from '../../../test/support/a-journey.js';
import { factsOf } from '../../../test/support/facts.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { NaiveFacts, type RawEvent } from '../../../test/rules/naive-facts.js';
import { anyEvents } from '../../../test/rules/timely-rules.js';
import { FactsStore } from '../store/facts.store.js';
import { shardOf } from '../store/ids.js';

let shop: RunningShop;
beforeEach(async () => {
  shop = await RunningShop.open();
});
afterEach(() => shop?.close());

const ZONE = 'Asia/Shanghai';
const store = new FactsStore();
const operation = (id: string) => shop.console.call(workspaceApi.operation, { params: { operation: id } });

const asks = (rule: Rule) =>
  aJourney(
    { start: ['event-trigger', { event: 'hello' }], ask: ['if-else', { rule }], yes: ['end', {}], no: ['end', {}] },
    ['start > ask', 'ask.yes > yes', 'ask.no > no'],
  );

async function publish(rule: Rule): Promise<{ id: string; facts?: string }> {
  const { id } = await shop.console.call(journeysApi.create, { body: { journey: asks(rule) } });
  const published = await shop.console.call(journeysApi.publish, {
    params: { journey: id },
    body: { revision: 1, note: '' },
  });
  return { id, ...published };
}

/** Lets the work on facts do one chunk. */
const chunk = () => shop.engine.engine.bulk!.runOnce([]);
async function finish(id: string): Promise<void> {
  while (['waiting', 'running'].includes((await operation(id)).state)) await chunk();
}

async function keptOf(name: string, keys: string[]) {
  const profile = shop.engine.profile(name);
  const place = { workspace: shop.engine.workspace, shard: shardOf(profile) };
  const kept = await store.kept(shop.engine.database, place, [profile], keys);
  return Object.fromEntries([...kept].map(([key, fact]) => [key.slice(profile.length + 1), fact]));
}

const RULES: Rule[] = [
  { fact: { event: 'order', measure: 'count', within: '7d' }, is: 'gte', value: 2 },
  {
    fact: { event: 'order', measure: 'count', where: { fact: { property: 'kind' }, is: 'eq', value: 'a' } },
    is: 'gte',
    value: 2,
  },
  { fact: { event: 'visit', measure: 'sum', property: 'paid', within: '30d' }, is: 'gt', value: 10 },
  { fact: { event: 'visit', measure: 'days', within: '30d' }, is: 'gte', value: 3 },
  { fact: { event: 'visit', measure: 'average', property: 'paid' }, is: 'gte', value: 10 },
  { fact: { event: 'order', measure: 'top', property: 'kind' }, is: 'eq', value: 'b' },
  { fact: { event: 'order', measure: 'last', property: 'kind' }, is: 'eq', value: 'c' },
];

describe('facts that are newly asked for', () => {
  it('SPLIT-1 come out as if they had always been kept, also where events are played meanwhile', async () => {
    const start = await shop.engine.clock.now();
    const histories = fc.sample(anyEvents(start + DAY, 12), { numRuns: 40, seed: 7 });
    const queue = histories
      .flatMap((events, index) => events.map((event) => ({ event, profile: `p${index}` })))
      .sort((a, b) => a.event.at - b.event.at);
    const published: { facts?: string }[] = [];
    for (const [index, { event, profile }] of queue.entries()) {
      await shop.engine.moveTo(event.at);
      await shop.engine.accept({ profile, ...event });
      // Published while more is to come, and filled in little by little while it does.
      if (index === Math.floor(queue.length / 2)) {
        await shop.signIn();
        published.push(await publish({ all: RULES }));
      }
      if (published.length > 0) await chunk();
    }
    await shop.engine.settle();
    await shop.signIn();
    const last = published[0]!.facts!;
    expect((await operation(last)).kind).toBe('facts.backfill');
    await finish(last);

    const naive = new NaiveFacts(ZONE, new Map());
    const now = await shop.engine.clock.now();
    let held = 0;
    const keys = ['order', 'visit', ...RULES.map(keyOf)];
    for (const [index, raw] of histories.entries()) {
      const facts = factsOf({ events: await keptOf(`p${index}`, keys) });
      const compiled = RULES.map((rule) => compileRule(rule, { meanings: {}, zone: ZONE }));
      for (const at of [now, now + DAY, now + 5 * DAY, now + 20 * DAY]) {
        const expected = RULES.map((rule) => naive.holds(rule, raw as RawEvent[], at));
        expect([index, compiled.map((rule) => rule.holds(facts, at))]).toEqual([index, expected]);
        held += expected.filter(Boolean).length;
      }
    }
    expect(held).toBeGreaterThan(100);
  }, 120_000);

  it('SPLIT-1 keep a version from being used until they are filled in', async () => {
    await shop.engine.accept({ profile: 'p', name: 'order', properties: { kind: 'a' } });
    await shop.engine.settle();
    const { id, facts: work } = await publish(RULES[1]!);
    await shop.engine.accept({ profile: 'p', name: 'hello' });
    await shop.engine.settle();
    const entered = () => shop.engine.rows('select node from step where journey_id = $1 order by number', [id]);
    expect(await entered()).toEqual([]);
    await finish(work!);
    await shop.engine.accept(
      { profile: 'p', name: 'order', properties: { kind: 'a' } },
      { profile: 'p', name: 'hello' },
    );
    await shop.engine.settle();
    expect(await entered()).toEqual([{ node: 'start' }, { node: 'ask' }, { node: 'yes' }]);
  });

  it('SPLIT-1 are there at once where nothing of the kind ever happened, or all of it is kept', async () => {
    await shop.engine.accept({ profile: 'p', name: 'order' });
    await shop.engine.settle();
    expect(
      (await publish({ fact: { event: 'never', measure: 'count', within: '7d' }, is: 'gte', value: 1 })).facts,
    ).toBeUndefined();
    expect((await publish({ fact: { event: 'order', measure: 'last' }, is: 'known' })).facts).toBeUndefined();
    const first = await publish(RULES[0]!);
    expect(first.facts).toBeDefined();
    await finish(first.facts!);
    expect((await publish(RULES[0]!)).facts).toBeUndefined();
  });

  it('SPLIT-1 hold back a new model, and everyone is placed by it once they are filled in', async () => {
    await shop.engine.accept(
      ...['p', 'q', 'q'].map((profile) => ({ profile, name: 'order', properties: { kind: 'a' } })),
    );
    await shop.engine.settle();
    const model = structuredClone(ORDERS_ONLY_MODEL);
    model.stages[0]!.rule = RULES[1]!;
    model.evaluation = ['novice', ...model.evaluation.filter((stage) => stage !== 'novice')];
    const { operation: recompute } = await shop.console.call(lifecycleApi.publish, { body: { model, note: '' } });
    await shop.settle();
    expect((await operation(recompute)).state).toBe('done');
    const stages = await shop.engine.rows('select id, stage from profile');
    expect(new Map(stages.map(({ id, stage }) => [id, stage]))).toEqual(
      new Map([
        [shop.engine.profile('p'), 'unclassified'],
        [shop.engine.profile('q'), 'novice'],
      ]),
    );
  });

  it('SPLIT-1 count whole days anew where the workspace moves to another time zone', async () => {
    const { facts: asked } = await publish(RULES[3]!);
    expect(asked).toBeUndefined();
    const start = Date.parse('2027-03-01T00:00:00+08:00');
    // Evenings and mornings of three days in Shanghai, which are four days in Berlin, and one visit after the move.
    for (const hours of [1, 22, 25, 46, 49, 70]) {
      await shop.engine.moveTo(start + hours * HOUR);
      await shop.engine.accept({ profile: 'p', name: 'visit' });
    }
    await shop.engine.settle();
    await shop.signIn();
    const settings = await shop.console.call(workspaceApi.settings);
    await shop.console.call(workspaceApi.saveSettings, { body: { ...settings, zone: 'Europe/Berlin' } });
    await shop.engine.accept({ profile: 'p', name: 'visit' });
    await shop.engine.settle();
    const days = async () => Object.values((await keptOf('p', ['visit'])).visit!.days!).map(({ count }) => count);
    await shop.settle();
    expect(await days()).toEqual([1, 2, 2, 2]);
    await shop.console.call(workspaceApi.saveSettings, { body: { ...settings, zone: 'Asia/Shanghai' } });
    await shop.settle();
    expect(await days()).toEqual([2, 2, 3]);
    const done = (await shop.console.call(workspaceApi.operations)).filter(({ kind }) => kind === 'facts.backfill');
    expect(done.map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('SPLIT-1 know the stages a profile was in and the messages it was sent', async () => {
    const start = await shop.engine.clock.now();
    const call = aJourney(
      {
        start: ['event-trigger', { event: 'order_completed' }],
        call: ['call-webhook', { url: 'https://example.com' }],
        end: ['end', {}],
      },
      ['start > call', 'call > end', 'call.failed > end'],
    );
    const { id } = await shop.console.call(journeysApi.create, { body: { journey: call } });
    await shop.console.call(journeysApi.publish, { params: { journey: id }, body: { revision: 1, note: '' } });
    await shop.engine.accept({ profile: 'p', name: 'order_completed' });
    await shop.engine.moveTo(start + 200 * DAY);
    await shop.signIn();
    const { facts: work } = await publish({
      all: [
        { fact: { was: 'growth' }, is: 'eq', value: true },
        { fact: { sent: 'count', channel: 'webhook' }, is: 'eq', value: 1 },
      ],
    });
    await finish(work!);
    await shop.engine.accept({ profile: 'p', name: 'order_completed' }, { profile: 'p', name: 'hello' });
    await shop.engine.settle();
    const kept = await shop.engine.rows<{ event: string; count: number }>(
      `select event, count from profile_fact where event like '$%' order by event`,
    );
    const [{ n }] = (await shop.engine.rows(
      `select count(*) as n from stage_transition where from_stage = 'growth'`,
    )) as [{ n: number }];
    expect(kept.map(({ event, count }) => [event.split('#')[0], count])).toEqual([
      [SENT_EVENT, 2],
      [STAGE_EVENT, Number(n)],
    ]);
    expect(Number(n)).toBeGreaterThan(0);
  });
});

function keyOf(rule: Rule): string {
  const { event, where } = (rule as { fact: { event: string; where?: Rule } }).fact;
  return factKey(event, where);
}
