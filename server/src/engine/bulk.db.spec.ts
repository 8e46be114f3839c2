import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { journeysApi, lifecycleApi, workspaceApi, type MovedReply, type Route } from '@sojourn/api';
import { GENERAL_MODEL } from '@sojourn/lifecycle';
import { DAY } from '@sojourn/rules';
import { aJourney, aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { newId, shardOf } from '../store/ids.js';

let shop: RunningShop;
beforeEach(async () => {
  shop = await RunningShop.open();
});
afterEach(() => shop?.close());

const bulk = () => shop.engine.engine.bulk!.runOnce([]);
const operation = (id: string | undefined) => shop.console.call(workspaceApi.operation, { params: { operation: id! } });
const rows = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.app.database.pool.query(text, values)).rows as Row[];
async function publish(journey = aWelcome()): Promise<string> {
  const { id } = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, { params: { journey: id }, body: { revision: 1, note: '' } });
  return id;
}
const move = (journey: string, route: Route<MovedReply, object | undefined>): Promise<MovedReply> =>
  shop.console.call(route, { params: { journey } });

/** Puts sleepers into one shard by hand: more than a chunk, without playing thousands of profiles. */
async function sleepers(journey: string, count: number, parked: string | null): Promise<number> {
  const ids = Array.from({ length: count }, () => newId(0));
  const shard = shardOf(ids[0]!);
  await rows(
    `insert into enrollment (workspace_id, shard, profile_id, id, journey_id, version, key, node, step, entered_at,
       arrived_at, due, parked, held_due, entry)
     select $1, $2, id, id, $3, 1, '', 'rest', 1, now() - interval '1 day', now(), 'infinity', $4, now() - interval '1 hour', '{}'
     from unnest($5::uuid[]) as id`,
    shop.engine.workspace,
    shard,
    journey,
    parked,
    ids,
  );
  return shard;
}
const parkedNow = async () =>
  Number((await rows<{ n: string }>(`select count(*) as n from enrollment where parked = 'paused'`))[0]!.n);

describe('work in bulk', () => {
  it('goes on after a crash where it was, and does nothing twice', async () => {
    const journey = await publish();
    await move(journey, journeysApi.pause);
    await sleepers(journey, 4_500, 'paused');
    const { operation: id } = await move(journey, journeysApi.resume);
    while ((await parkedNow()) > 2_500) await bulk();
    expect(await operation(id)).toMatchObject({ state: 'running', done: 2_000 });
    // The chunk and how far it is are one transaction: one that is lost leaves neither.
    const broken = shop.engine.engine.parts.operations!;
    const { progress } = broken;
    broken.progress = () => Promise.reject(new Error('the connection is lost'));
    await expect(bulk()).rejects.toThrow('the connection is lost');
    broken.progress = progress;
    expect([await parkedNow(), (await operation(id)).done]).toEqual([2_500, 2_000]);
    while ((await operation(id)).state === 'running') await bulk();
    expect(await operation(id)).toMatchObject({ state: 'done', done: 4_500 });
    expect(await parkedNow()).toBe(0);
  });

  it('STATE-2 a resume cannot be cancelled half way: nobody stays put aside in a live journey', async () => {
    const journey = await publish();
    await move(journey, journeysApi.pause);
    await sleepers(journey, 4_500, 'paused');
    const { operation: id } = await move(journey, journeysApi.resume);
    const cancel = () => shop.console.ask(workspaceApi.cancelOperation, { params: { operation: id! } });
    const before = await cancel();
    expect([before.status, before.body.title]).toEqual([409, expect.stringContaining('pause the journey again')]);
    while ((await parkedNow()) === 4_500) await bulk();
    expect((await cancel()).status).toBe(409);
    while (await bulk());
    expect(await operation(id)).toMatchObject({ state: 'done', done: 4_500 });
    expect(await parkedNow()).toBe(0);
  });

  it('leaves released what was released and parks no more when the journey is paused again', async () => {
    const journey = await publish();
    await move(journey, journeysApi.pause);
    await sleepers(journey, 10, 'paused');
    const { operation: id } = await move(journey, journeysApi.resume);
    await move(journey, journeysApi.pause);
    while (await bulk());
    expect(await operation(id)).toMatchObject({ state: 'cancelled', problem: 'The journey was paused again.' });
    expect(await parkedNow()).toBe(10);
    const { operation: again } = await move(journey, journeysApi.drain);
    while (await bulk());
    expect(await operation(again)).toMatchObject({ state: 'done', done: 10 });
  });

  it('yields to a shard that has much to play (D11)', async () => {
    const journey = await publish();
    const shard = await sleepers(journey, 50, null);
    await rows(
      `insert into inbox (shard, workspace_id, profile_id, kind, accepted_at)
       select $1, $2, gen_random_uuid(), 'recompute', now() from generate_series(1, 1000)`,
      shard,
      shop.engine.workspace,
    );
    const { operation: id } = await move(journey, journeysApi.stop);
    while (await bulk());
    expect(await operation(id)).toMatchObject({ state: 'running', done: 0, detail: { position: { shard } } });
    await rows('delete from inbox');
    while (await bulk());
    expect(await operation(id)).toMatchObject({ state: 'done', done: 50 });
  });

  it('takes turns: what waits does not hold up the rest', async () => {
    const journey = await publish();
    const shard = await sleepers(journey, 50, null);
    const fill = `insert into inbox (shard, workspace_id, profile_id, kind, accepted_at)
      select $1, $2, gen_random_uuid(), 'recompute', now() from generate_series(1, 1000)`;
    await rows(fill, shard, shop.engine.workspace);
    const stopped = await move(journey, journeysApi.stop);
    const other = await publish();
    await move(other, journeysApi.pause);
    const released = await move(other, journeysApi.resume);
    for (let round = 0; round < 300; round++) {
      shop.engine.clock.set((await shop.engine.clock.now()) + 1);
      await bulk();
    }
    expect(await operation(stopped.operation)).toMatchObject({ state: 'running' });
    expect(await operation(released.operation)).toMatchObject({ state: 'done' });
  });

  it('waits its turn behind a batch that holds the shard, then goes ahead of the next one', async () => {
    const published = await shop.console.call(lifecycleApi.publish, { body: { model: GENERAL_MODEL, note: '' } });
    const holder = await shop.app.database.pool.connect();
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock($1, 0)', [0x534f4a]);
    const waiting = bulk();
    await shop.engine.engine.advance.runOnce([0]);
    await holder.query('commit');
    holder.release();
    expect(await waiting).toBe(true);
    while (await bulk());
    expect(await operation(published.operation)).toMatchObject({ state: 'done' });
  });
});

describe('a pause', () => {
  it('holds the messages that are not under way yet, and resuming sends each once', async () => {
    const { id: template } = await shop.console.call(workspaceApi.addTemplate, {
      body: { name: 'Hi', channel: 'email', variants: { en: { subject: 'Hi', body: 'Hi' } } },
    });
    const journey = await publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'signed_up' }],
          mail: ['send-email', { template, topic: 'transactional' }],
          rest: ['wait-duration', { for: '1d' }],
          done: ['end', {}],
        },
        ['start > mail', 'mail > rest', 'rest > done'],
      ),
    );
    await shop.engine.accept(...Array.from({ length: 20 }, (_, n) => ({ profile: `p${n}`, name: 'signed_up' })));
    // The walk has parked them at the message; nobody has decided yet.
    await shop.engine.engine.advance.runOnce(Array.from({ length: 64 }, (_, shard) => shard));
    await move(journey, journeysApi.pause);
    await shop.settle();
    expect(shop.engine.email.sent).toHaveLength(0);
    const held = await rows<{ reason: string }>('select reason from delivery');
    expect(held.map(({ reason }) => reason)).toEqual(Array<string>(20).fill('journey_paused'));
    shop.engine.clock.set((await shop.engine.clock.now()) + DAY / 4);
    const resumed = await move(journey, journeysApi.resume);
    await shop.settle();
    expect(await operation(resumed.operation)).toMatchObject({ state: 'done', done: 20 });
    expect(new Set(shop.engine.email.sent.map(({ key }) => key)).size).toBe(20);
    expect(shop.engine.email.sent).toHaveLength(20);
    // What follows counts from the hand-over, not from before the pause (SEND-7).
    const [due] = await rows<{ due: Date }>('select distinct due from enrollment');
    expect(due!.due.getTime()).toBe((await shop.engine.clock.now()) + DAY);
  });
});
