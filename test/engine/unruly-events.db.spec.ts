import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@sojourn/rules';
import { Random } from '../../server/src/sample/random.js';
import { InvariantsStore } from '../../server/src/store/invariants.store.js';
import { aJourney } from '../support/a-journey.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { RunningShop } from '../support/running-shop.js';

describe('events that come several times', () => {
  const PEOPLE = 2_000;
  const CLIENTS = 8;
  const TIMES = 3;
  const BATCH = 100;
  let shop: RunningShop;
  beforeEach(async () => {
    shop = await RunningShop.open();
  });
  afterEach(() => shop?.close());

  it('F8 EVENT-2 from eight clients at once count once, and take everybody in once', async () => {
    await shop.engine.publish(
      aJourney({ start: ['event-trigger', { event: 'signed_up' }], end: ['end'] }, ['start > end'], {
        settings: { reentry: { rule: 'always' } },
      }),
    );
    const batches = Array.from({ length: (PEOPLE / BATCH) * TIMES }, (_, index) => index % (PEOPLE / BATCH));
    const answers: { accepted: number; duplicates: number }[] = [];
    const random = new Random(8);
    batches.sort(() => random.next() - 0.5);
    const client = async (own: number) => {
      for (let index = own; index < batches.length; index += CLIENTS) {
        const first = batches[index]! * BATCH;
        const batch = Array.from({ length: BATCH }, (_, place) => ({
          type: 'track',
          event: 'signed_up',
          userId: `p${first + place}`,
          messageId: `m${first + place}`,
        }));
        const reply = await fetch(`${shop.app.url}/v1/batch`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Basic ${Buffer.from(`${shop.writeKey}:`).toString('base64')}`,
          },
          body: JSON.stringify({ batch }),
        });
        answers.push((await reply.json()) as (typeof answers)[number]);
        expect(reply.status).toBe(200);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, own) => client(own)));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(PEOPLE);
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(PEOPLE * (TIMES - 1));
    await shop.settle();
    expect(await shop.engine.rows('select count(*)::int as n from event')).toEqual([{ n: PEOPLE }]);
    expect(
      await shop.engine.rows(
        'select count(*)::int as n, count(distinct profile_id)::int as people from enrollment_history',
      ),
    ).toEqual([{ n: PEOPLE, people: PEOPLE }]);
  });
});

describe('events that come out of order', () => {
  const PEOPLE = 120;
  const EVENTS = 50;
  const START = Date.parse('2026-03-02T04:00:00Z');
  let fresh: FreshDatabase;
  let engine: TestEngine;
  let sorted: TestEngine;
  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, START);
    sorted = new TestEngine(fresh, START);
    await engine.open();
    await sorted.open();
  });
  afterEach(async () => {
    await engine.close();
    await sorted.close();
    await fresh.drop();
  });

  it('F9 P5 EVENT-4 by up to five seconds end in the facts and stages of the sorted history, and rewrite no transition', async () => {
    const random = new Random(9);
    const people = Array.from({ length: PEOPLE }, (_, index) => `p${index}`);
    const events = people.flatMap((profile) =>
      Array.from({ length: EVENTS }, () => {
        const occurredAt = START + random.whole(0, 60) * SECOND + random.whole(0, 999);
        return {
          profile,
          name: random.pick(['order_completed', 'page_viewed', 'signed_up']),
          occurredAt,
          arrivesAt: occurredAt + random.whole(0, 5_000),
        };
      }),
    );
    const feed = async (to: TestEngine, order: keyof Pick<(typeof events)[number], 'occurredAt' | 'arrivesAt'>) => {
      for (let at = START; at <= START + 70 * SECOND; at += 5 * SECOND) {
        to.clock.set(at);
        const come = events.filter((event) => event[order] > at - 5 * SECOND && event[order] <= at);
        if (order === 'occurredAt') come.sort((a, b) => a.occurredAt - b.occurredAt);
        await to.accept(...come);
        await to.settle();
        if (at === START + 35 * SECOND) seen.set(to, await transitions(to));
      }
    };
    const seen = new Map<TestEngine, unknown[]>();
    const transitions = (of: TestEngine) =>
      of.rows<Record<string, unknown>>(
        `select profile_id, from_stage, to_stage, at, cause from stage_transition where workspace_id = ${of.workspace} order by executed_at, profile_id, at`,
      );
    await feed(engine, 'arrivesAt');
    await feed(sorted, 'occurredAt');
    await engine.moveTo(START + 10 * MINUTE);
    await sorted.moveTo(START + 10 * MINUTE);

    const standing = async (of: TestEngine) => {
      const names = new Map(people.map((name) => [of.profile(name), name]));
      const facts = await of.rows<{ profile_id: string; facts: unknown }>(
        `select profile_id, json_agg(json_build_array(event, count, first_at, last_at) order by event) as facts
         from profile_fact where workspace_id = ${of.workspace} group by 1`,
      );
      const stages = await of.rows<{ id: string; stage: string; last_seen: number }>(
        `select id, stage, last_seen from profile where workspace_id = ${of.workspace}`,
      );
      const byName = new Map(facts.map(({ profile_id, facts: of_ }) => [names.get(profile_id), of_]));
      return stages
        .map(({ id, ...rest }) => ({ name: names.get(id)!, ...rest, facts: byName.get(names.get(id)) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    };
    const [shuffled, inOrder] = [await standing(engine), await standing(sorted)];
    expect(shuffled.length).toBe(PEOPLE);
    expect(shuffled).toEqual(inOrder);
    // What was seen half way still stands, word for word, before what came later.
    for (const each of [engine, sorted]) {
      const early = seen.get(each)!;
      expect(early.length).toBeGreaterThan(PEOPLE / 2);
      expect((await transitions(each)).slice(0, early.length)).toEqual(early);
    }
    const found = await new InvariantsStore(engine.database).inspect({ at: START + 10 * MINUTE, grace: MINUTE });
    expect(found).toEqual([]);
  });
});
