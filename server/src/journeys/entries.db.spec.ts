import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessApi, entriesApi, journeysApi, logApi, segmentsApi, workspaceApi, type Entrants } from '@sojourn/api';
import type { Journey, JourneySettings } from '@sojourn/journey';
import { HOUR, MINUTE, type Computed, type Rule } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const begunBy = (type: string, settings: Record<string, unknown>, more: JourneySettings = {}): Journey => ({
  ...aJourney({ start: [type, settings], rest: ['wait-duration', { for: '300d' }], done: ['end', {}] }, [
    'start > rest',
    'rest > done',
  ]),
  settings: more,
});

async function publish(journey: Journey, entrants?: Entrants): Promise<string> {
  const made = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, {
    params: { journey: made.id },
    body: { revision: 1, note: '', ...(entrants && { entrants }) },
  });
  return made.id;
}
const inside = async (journey: string): Promise<string[]> => {
  const { rows } = await shop.app.database.pool.query<{ name: string }>(
    `select i.value as name from enrollment e join identity i on i.profile_id = e.profile_id and i.kind = 'userId'
     where e.journey_id = $1 order by 1`,
    [journey],
  );
  return rows.map(({ name }) => name);
};
const enter = (journey: string, body: object, send = shop.console) =>
  send.ask(entriesApi.enter, { params: { journey }, body: body as never });
const operations = async () =>
  (await shop.console.call(workspaceApi.operations)).filter(({ kind }) => kind === 'audience.run');

describe('entering by a call of the API', () => {
  it('ENTRY-1 is stored before it is answered, each message once, and takes people in with properties', async () => {
    const journey = await publish(begunBy('api-trigger', {}));
    const entries = [
      { userId: 'ada', messageId: 'm-1', properties: { plan: 'gold' } },
      { userId: 'bo', messageId: 'm-2' },
      { userId: 'ada', messageId: 'm-1' },
    ];
    expect((await enter(journey, { entries })).body).toEqual({ accepted: 2, duplicates: 1 });
    const { rows } = await shop.app.database.pool.query(`select kind from inbox where kind = 'enter'`);
    expect(rows).toHaveLength(2);
    expect((await enter(journey, { entries })).body).toEqual({ accepted: 0, duplicates: 3 });
    await shop.settle();
    expect(await inside(journey)).toEqual(['ada', 'bo']);
    const { rows: kept } = await shop.app.database.pool.query(
      `select entry from enrollment where journey_id = $1 order by entry::text`,
      [journey],
    );
    expect(kept.map(({ entry }: { entry: object }) => entry)).toEqual([{ plan: 'gold' }, {}]);
  });

  it('ENTRY-1 with an Idempotency-Key is done once, and a key of the right scope may do it', async () => {
    const journey = await publish(begunBy('api-trigger', {}, { reentry: { rule: 'always' } }));
    const { key } = await shop.console.call(accessApi.addKey, { body: { name: 'Shop', scopes: ['write'] } });
    const reader = await shop.console.call(accessApi.addKey, { body: { name: 'Report', scopes: ['read'] } });
    const path = `/api/workspaces/${shop.console.workspace}/journeys/${journey}/entries`;
    const send = (bearer: string) =>
      shop.console.send<object>('POST', path, JSON.stringify({ entries: [{ userId: 'cy' }] }), {
        authorization: `Bearer ${bearer}`,
        'idempotency-key': 'once',
        cookie: '',
      });
    expect([(await send(key)).status, (await send(key)).status, (await send(reader.key)).status]).toEqual([
      200, 200, 403,
    ]);
    await shop.settle();
    expect(await inside(journey)).toEqual(['cy']);
  });

  it('refuses in words where nobody can enter, and logs whom a rule of the journey refused', async () => {
    const draft = await shop.console.call(journeysApi.create, { body: { journey: begunBy('api-trigger', {}) } });
    expect((await enter(draft.id, { entries: [{ userId: 'x' }] })).status).toBe(409);
    const other = await publish(begunBy('event-trigger', { event: 'never' }));
    expect((await enter(other, { entries: [{ userId: 'x' }] })).status).toBe(409);
    expect((await enter(other, { entries: [{}] })).status).toBe(422);
    const journey = await publish(begunBy('api-trigger', {}, { reentry: { rule: 'once' } }));
    for (let time = 0; time < 2; time++) {
      await enter(journey, { entries: [{ userId: 'di' }] });
      await shop.settle();
    }
    const { items } = await shop.console.call(logApi.refusals, { query: { journey } });
    expect(items.map(({ rule }) => rule)).toEqual(['once']);
  });
});

describe('who enters when a journey is published', () => {
  const present = async (journey: Journey) => {
    const made = await shop.console.call(journeysApi.create, { body: { journey } });
    return shop.console.call(entriesApi.present, { params: { journey: made.id } });
  };

  beforeAll(async () => {
    const people = Array.from({ length: 12 }, (_, index) => `p${index}`);
    await shop.ingest(
      ...people.map((userId, index) => ({ type: 'identify', userId, traits: { tier: index < 4 ? 'gold' : 'plain' } })),
      ...people.slice(0, 7).map((userId) => ({ type: 'track', event: 'bought', userId })),
    );
    await shop.settle();
  });

  it('ENTRY-4 shows the number first, by what "matching now" means for each trigger', async () => {
    const count = async (type: string, settings: Record<string, unknown>) =>
      (await present(begunBy(type, settings))).triggers;
    expect(await count('event-trigger', { event: 'bought' })).toEqual([{ node: 'start', count: 7 }]);
    const gold = { fact: { property: 'to' }, is: 'eq', value: 'gold' };
    expect(await count('attribute-trigger', { attribute: 'tier', filter: gold })).toEqual([
      { node: 'start', count: 4 },
    ]);
    expect(await count('api-trigger', {})).toEqual([{ node: 'start', count: 0 }]);
  });

  it('ENTRY-4 tells who had an event with a filter once such events are counted, the past ones too', async () => {
    await shop.ingest(
      ...['p1', 'p2', 'p8'].map((userId) => ({
        type: 'track',
        event: 'viewed',
        userId,
        properties: { sku: userId === 'p8' ? 'y' : 'x' },
      })),
    );
    await shop.settle();
    const filter: Rule = { fact: { property: 'sku' }, is: 'eq', value: 'x' };
    const journey = begunBy('event-trigger', { event: 'viewed', filter });
    const told = async () => (await present(journey)).triggers[0]!;
    expect([(await told()).count, typeof (await told()).refused?.zh]).toEqual([undefined, 'string']);
    const definition: Computed = { event: 'viewed', measure: 'count', where: filter };
    await shop.console.call(segmentsApi.saveComputed, {
      params: { attribute: 'views-of-x' },
      body: { name: 'Views of x', definition },
    });
    expect(await told()).toHaveProperty('refused');
    await shop.settle();
    expect(await told()).toEqual({ node: 'start', count: 2 });
    const id = await publish(journey, 'present');
    await shop.settle();
    expect(await inside(id)).toEqual(['p1', 'p2']);
  });

  it('ENTRY-4 takes in from now on, those matching now, or both', async () => {
    const journeys = {
      new: await publish(begunBy('event-trigger', { event: 'bought' })),
      present: await publish(begunBy('event-trigger', { event: 'bought' }), 'present'),
      both: await publish(begunBy('event-trigger', { event: 'bought' }), 'both'),
    };
    await shop.settle();
    await shop.ingest({ type: 'track', event: 'bought', userId: 'p9' });
    await shop.settle();
    const before = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
    expect(await inside(journeys.new)).toEqual(['p9']);
    expect(await inside(journeys.present)).toEqual(before);
    expect(await inside(journeys.both)).toEqual([...before, 'p9']);
    const [newest] = await operations();
    expect(newest).toMatchObject({ state: 'done', detail: { cause: 'backfill' }, done: 7 });
  });

  it('ENTRY-4 keeps to every setting of the journey, and re-entry counts those who came in so', async () => {
    const settings: JourneySettings = { reentry: { rule: 'once' }, holdout: 50 };
    const journey = await publish(begunBy('event-trigger', { event: 'bought' }, settings), 'both');
    await shop.settle();
    const { rows } = await shop.app.database.pool.query<{ n: number }>(
      `select count(*)::int as n from enrollment_history where journey_id = $1 and reason = 'holdout'`,
      [journey],
    );
    const held = rows[0]!.n;
    expect(held + (await inside(journey)).length).toBe(8);
    await shop.ingest({ type: 'track', event: 'bought', userId: 'p0' });
    await shop.settle();
    const { items } = await shop.console.call(logApi.refusals, { query: { journey } });
    expect(items.map(({ rule }) => rule)).toEqual(['once']);
  });

  it('ENTRY-4 can be cancelled on the way: whoever is in stays in, and nobody else comes', async () => {
    const settings: JourneySettings = { entryRate: { entries: 3, per: '1h' } };
    const journey = await publish(begunBy('event-trigger', { event: 'bought' }, settings), 'present');
    await shop.settle();
    expect(await inside(journey)).toHaveLength(3);
    const [operation] = await operations();
    await shop.console.call(workspaceApi.cancelOperation, { params: { operation: operation!.id } });
    await shop.settle();
    expect((await operations())[0]).toMatchObject({ state: 'cancelled' });
    shop.engine.clock.set((await shop.engine.clock.now()) + 2 * HOUR);
    await shop.settle();
    expect(await inside(journey)).toHaveLength(3);
  });
});

describe('a canary', () => {
  it('ENTRY-6 is shown with who waits, and an operator lets all in', async () => {
    const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p9'];
    const journey = await publish(begunBy('event-trigger', { event: 'bought' }, { canary: { people: 2 } }), 'both');
    await shop.settle();
    const door = () => shop.console.call(entriesApi.door, { params: { journey } });
    const shown = await door();
    expect(shown.canary).toEqual({ people: 2, entered: 2 });
    expect(await inside(journey)).toHaveLength(2);
    expect(await shop.console.call(entriesApi.letAllIn, { params: { journey } })).not.toHaveProperty('canary');
    await shop.settle();
    expect(await inside(journey)).toEqual(people);
    expect(await door()).toEqual({ waiting: 0 });
    shop.engine.clock.set((await shop.engine.clock.now()) + MINUTE);
  });
});
