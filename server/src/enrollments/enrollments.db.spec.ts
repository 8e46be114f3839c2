import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrollmentsApi, journeysApi, workspaceApi, type EnrollmentReply, type JourneyReply } from '@sojourn/api';
import { DAY, HOUR, writeInstant } from '@sojourn/rules';
import { aJourney, aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { until } from '../../../test/support/until.js';

let shop: RunningShop;
let made: JourneyReply;
beforeAll(async () => {
  shop = await RunningShop.open();
  made = await publish();
});
afterAll(() => shop?.close());

async function publish(journey = aWelcome({ settings: { reentry: { rule: 'always' } } })): Promise<JourneyReply> {
  const drawn = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, { params: { journey: drawn.id }, body: { revision: 1, note: '' } });
  return drawn;
}
async function enter(...people: string[]): Promise<void> {
  await shop.ingest(
    ...people.map((userId) => ({
      type: 'track',
      event: 'signed_up',
      userId,
      properties: { plan: 'pro', email: 'canary@shop.test' },
    })),
  );
  await shop.settle();
}
async function resting(journey = made.id, cursor?: string) {
  return shop.console.call(journeysApi.atNode, {
    params: { journey, node: 'rest' },
    query: { ...(cursor && { cursor }) },
  });
}
const get = (enrollment: string, who = shop.console) => who.call(enrollmentsApi.get, { params: { enrollment } });

describe('who is at a node', () => {
  it('is told page by page, each once', async () => {
    await enter(...Array.from({ length: 110 }, (_, n) => `p${n}`));
    const seen: EnrollmentReply[] = [];
    let cursor: string | undefined;
    do {
      const page = await resting(made.id, cursor);
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(110);
    expect(new Set(seen.map(({ profile }) => profile.name)).size).toBe(110);
    expect(seen[0]).toMatchObject({
      journey: { id: made.id, name: 'Welcome' },
      version: 1,
      node: 'rest',
      entry: { plan: 'pro' },
    });
    expect(seen[0]!.dueAt).toBe(writeInstant((await shop.engine.clock.now()) + DAY));
    const nobody = await shop.console.call(journeysApi.atNode, { params: { journey: made.id, node: 'done' } });
    expect(nobody).toEqual({ items: [] });
    expect(
      (
        await shop.console.ask(journeysApi.atNode, {
          params: { journey: made.id, node: 'rest' },
          query: { cursor: 'eA' },
        })
      ).status,
    ).toBe(400);
  });
});

describe('one enrollment', () => {
  it('EXIT-1 is told with the goals it reached, and which of them a refund took back', async () => {
    await shop.engine.database.query(
      `update workspace set meanings = meanings || '{"order": ["paid"], "refund": ["given_back"]}', revision = revision + 1`,
    );
    const goals = [{ id: 'bought', when: { on: 'event', event: 'paid' }, effect: 'count' }] as const;
    const other = await publish(aWelcome({ name: 'With a goal', settings: { goals: [...goals] } }));
    await enter('gus');
    const begin = await shop.engine.clock.now();
    const trade = async (event: string, at: number) => {
      shop.engine.clock.set(at);
      await shop.ingest({ type: 'track', event, userId: 'gus', properties: { order_id: 'a', total: 10 } });
      await shop.settle();
    };
    await trade('paid', begin + HOUR);
    const { id } = (await resting(other.id)).items[0]!;
    const counts = async () => (await shop.console.call(journeysApi.counts, { params: { journey: other.id } })).goals;
    const reached = { goal: 'bought', at: writeInstant(begin + HOUR) };
    expect((await get(id)).goals).toEqual([reached]);
    expect(await counts()).toEqual({ bought: { reached: 1, reversed: 0 } });
    await trade('given_back', begin + 2 * HOUR);
    expect((await get(id)).goals).toEqual([{ ...reached, reversedAt: writeInstant(begin + 2 * HOUR) }]);
    expect(await counts()).toEqual({ bought: { reached: 1, reversed: 1 } });
  });

  it('is told with its steps and the graph it runs on, while it lives and after', async () => {
    const other = await publish(aWelcome({ name: 'Replayed' }));
    await enter('rita');
    const id = (await resting(other.id)).items[0]!.id;
    const alive = await get(id);
    expect(alive).toMatchObject({ node: 'rest', profile: { name: 'rita' }, graph: { name: 'Replayed' } });
    expect(alive.steps.map(({ node, nodeType, outcome, port }) => [node, nodeType, outcome, port])).toEqual([
      ['start', 'event-trigger', 'left', 'next'],
    ]);
    await shop.engine.moveTo((await shop.engine.clock.now()) + DAY);
    await shop.signIn();
    const over = await get(id);
    expect(over).toMatchObject({ reason: 'completed', endedAt: writeInstant(await shop.engine.clock.now()) });
    expect(over.node).toBeUndefined();
    expect(over.steps.map(({ number, node, outcome }) => [number, node, outcome])).toEqual([
      [1, 'start', 'left'],
      [2, 'rest', 'left'],
      [3, 'done', 'ended'],
    ]);
    const unknown = { params: { enrollment: '018f0000-0000-7000-8000-000000000000' } };
    expect((await shop.console.ask(enrollmentsApi.get, unknown)).status).toBe(404);
  });

  it('shows a viewer no personal value: not in what started it, not in the values that decided', async () => {
    const split = aJourney(
      {
        start: ['event-trigger', { event: 'signed_up' }],
        who: ['if-else', { rule: { all: [{ fact: { attribute: 'email' }, is: 'contains', value: 'shop' }] } }],
        mark: ['set-attribute', { attribute: 'phone', value: 'canary-phone' }],
        rest: ['wait-duration', { for: '9d' }],
        done: ['end', {}],
      },
      ['start > who', 'who.yes > mark', 'who.no > done', 'mark > rest', 'rest > done'],
    );
    const other = await publish(split);
    await shop.ingest({ type: 'identify', userId: 'vera', traits: { email: 'canary@shop.test' } });
    await enter('vera');
    const id = (await resting(other.id)).items[0]!.id;
    expect(JSON.stringify((await get(id)).steps)).toMatch(/canary@.*canary-phone/);
    const viewer = await shop.console.invite('viewer');
    const hidden = await get(id, viewer);
    expect(JSON.stringify({ ...hidden, graph: undefined })).not.toContain('canary');
    expect(hidden.entry).toEqual({ plan: 'pro', email: '•••' });
  });
});

describe('taking somebody out by hand', () => {
  it('is done at once where the engine is quick', async () => {
    const other = await publish(aWelcome({ name: 'Out' }));
    await enter('otto');
    const { id } = (await resting(other.id)).items[0]!;
    const asked = shop.console.call(enrollmentsApi.exit, {
      params: { enrollment: id },
      body: { reason: 'asked us to' },
    });
    await until('the command is in the inbox', async () => (await waiting()) === 1);
    await shop.settle();
    expect(await asked).toEqual({ done: true });
    expect(await get(id)).toMatchObject({ reason: 'asked us to' });
    const again = await shop.console.ask(enrollmentsApi.exit, {
      params: { enrollment: id },
      body: { reason: 'again' },
    });
    expect([again.status, again.body.title]).toEqual([409, 'This enrollment has ended already.']);
  });

  it('is an operation where it takes longer (D5)', async () => {
    const other = await publish(aWelcome({ name: 'Later' }));
    await enter('lars');
    const { id } = (await resting(other.id)).items[0]!;
    const { done, operation } = await shop.console.call(enrollmentsApi.exit, {
      params: { enrollment: id },
      body: { reason: 'slowly' },
    });
    expect(done).toBe(false);
    await shop.settle();
    expect(await shop.console.call(workspaceApi.operation, { params: { operation: operation! } })).toMatchObject({
      kind: 'enrollment.exit',
      state: 'done',
      done: 1,
      total: 1,
    });
    expect(await get(id)).toMatchObject({ reason: 'slowly' });
  });
});

async function waiting(): Promise<number> {
  return Number((await shop.app.database.pool.query<{ n: string }>('select count(*) as n from inbox')).rows[0]!.n);
}
