import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi, logApi, profilesApi, type JourneyReply, type StepReply } from '@sojourn/api';
import { DAY, writeInstant } from '@sojourn/rules';
import { aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
let made: JourneyReply;
let other: JourneyReply;
let began: number;
beforeAll(async () => {
  shop = await RunningShop.open();
  began = await shop.engine.clock.now();
  const publish = async (name: string) => {
    const drawn = await shop.console.call(journeysApi.create, { body: { journey: aWelcome({ name }) } });
    await shop.console.call(journeysApi.publish, { params: { journey: drawn.id }, body: { revision: 1, note: '' } });
    return drawn;
  };
  made = await publish('Welcome');
  await shop.ingest(...Array.from({ length: 70 }, (_, n) => ({ type: 'track', event: 'signed_up', userId: `p${n}` })));
  await shop.settle();
  other = await publish('Other');
  await shop.engine.moveTo(began + 2 * DAY);
  await shop.signIn();
  await shop.ingest(
    { type: 'track', event: 'signed_up', userId: 'p0' },
    { type: 'track', event: 'signed_up', userId: 'late' },
  );
  await shop.settle();
  await shop.ingest({ type: 'track', event: 'signed_up', userId: 'late' });
  await shop.settle();
});
afterAll(() => shop?.close());

const ask = (
  query: Partial<Record<'journey' | 'node' | 'outcome' | 'profile' | 'from' | 'to' | 'cursor', string>> & {
    version?: number;
  },
) => shop.console.call(logApi.steps, { query: query as never });
async function all(query: Parameters<typeof ask>[0] = {}): Promise<StepReply[]> {
  const steps: StepReply[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ ...query, ...(cursor && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(50);
    steps.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return steps;
}

describe('the execution log', () => {
  it('tells every step once, newest first, over pages that end in the middle of a batch', async () => {
    const steps = await all();
    expect(new Set(steps.map(({ enrollment, number }) => `${enrollment} ${number}`)).size).toBe(70 * 3 + 4);
    expect(steps).toHaveLength(70 * 3 + 4);
    const order = steps.map(({ executedAt }) => executedAt);
    expect(order).toEqual(order.toSorted().toReversed());
    expect(steps.at(-1)).toMatchObject({
      node: 'start',
      nodeType: 'event-trigger',
      outcome: 'left',
      port: 'next',
      journey: { name: 'Welcome' },
    });
  });

  it('is filtered by journey, node, outcome, version and time', async () => {
    expect(await all({ journey: other.id })).toHaveLength(2);
    expect(await all({ node: 'rest' })).toHaveLength(70);
    expect(await all({ outcome: 'ended', journey: made.id })).toHaveLength(70);
    expect(await all({ outcome: 'failed' })).toEqual([]);
    expect(await all({ version: 2 })).toEqual([]);
    const firstDay = { from: writeInstant(began - 1), to: writeInstant(began + 1) };
    expect((await all(firstDay)).map(({ node }) => node)).toEqual(Array<string>(70).fill('start'));
    expect(await all({ ...firstDay, node: 'done' })).toEqual([]);
  });

  it('of one profile is found by its enrollments', async () => {
    const { items } = await shop.console.call(profilesApi.list, { query: { search: 'p0' } });
    const steps = await all({ profile: items[0]!.id });
    // Of one batch the order is that of the enrollments' ids, which a test cannot know.
    expect(steps.map(({ journey, node }) => `${journey.name} ${node}`).toSorted()).toEqual([
      'Other start',
      'Welcome done',
      'Welcome rest',
      'Welcome start',
      'Welcome start',
    ]);
    expect(new Set(steps.map(({ profile }) => profile.name))).toEqual(new Set(['p0']));
    expect(await all({ profile: items[0]!.id, node: 'rest' })).toHaveLength(1);
  });

  it('refuses filters and cursors that mean nothing', async () => {
    for (const query of [
      { journey: 'x' },
      { outcome: 'maybe' },
      { cursor: 'x' },
      { unknown: '1' },
      { from: 'yesterday' },
    ]) {
      expect((await shop.console.ask(logApi.steps, { query } as never)).status).toBe(400);
    }
  });
});

describe('refused entries (ENTRY-3)', () => {
  it('are told with the rule that refused them', async () => {
    const page = await shop.console.call(logApi.refusals, { query: { journey: made.id } });
    expect(page.items).toMatchObject([
      { profile: { name: 'late' }, journey: { name: 'Welcome' }, node: 'start', rule: 'after_exit', version: 1 },
    ]);
    expect(page.next).toBeUndefined();
  });
});
