import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  accessApi,
  journeysApi,
  workspaceApi,
  type JourneyReply,
  type PublishReply,
  type UnmappedReply,
} from '@sojourn/api';
import type { Journey, MigrationRequest } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { DAY, HOUR } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { Worlds } from '../engine/worlds.js';
import { WorldsStore } from '../store/worlds.store.js';

let shop: RunningShop;
let template: string;
beforeEach(async () => {
  shop = await RunningShop.open();
  const body = { name: 'Hi', channel: 'email' as const, variants: { en: { subject: 'Hi', body: 'Hi' } } };
  template = (await shop.console.call(workspaceApi.addTemplate, { body })).id;
});
afterEach(() => shop?.close());

const SHARDS = Array.from({ length: 64 }, (_, shard) => shard);
const at = (journey: string) => ({ params: { journey } });
/** A mail, then two waits. */
const drawn = (first: string, second: [id: string, length: string] = ['idle', '2d']): Journey =>
  aJourney(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      mail: ['send-email', { template, topic: 'transactional' }],
      rest: ['wait-duration', { for: first }],
      [second[0]]: ['wait-duration', { for: second[1] }],
      done: ['end', {}],
    },
    ['start > mail', 'mail > rest', `rest > ${second[0]}`, `${second[0]} > done`],
  );
async function publish(journey: Journey): Promise<JourneyReply> {
  const made = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, { ...at(made.id), body: { revision: 1, note: '' } });
  return shop.console.call(journeysApi.get, at(made.id));
}
async function save(id: string, journey: Journey): Promise<number> {
  const { revision } = await shop.console.call(journeysApi.get, at(id));
  return (await shop.console.call(journeysApi.saveDraft, { ...at(id), body: { journey, revision } })).revision;
}
async function republish(id: string, journey: Journey, migration?: MigrationRequest): Promise<PublishReply> {
  const revision = await save(id, journey);
  return shop.console.call(journeysApi.publish, { ...at(id), body: { revision, note: '', migration } });
}
const enter = (count: number, name = 'p') =>
  shop.engine.accept(...Array.from({ length: count }, (_, n) => ({ profile: `${name}${n}`, name: 'signed_up' })));
const where = () =>
  shop.engine.rows<{ version: number; node: string; n: number }>(
    'select version, node, count(*) as n from enrollment group by version, node order by version, node',
  );
const operation = (id: string | undefined) => shop.console.call(workspaceApi.operation, { params: { operation: id! } });

describe('publishing over a live version', () => {
  it('F23 VERSION-2 leaves 1,000 where they are by default, and moves them by a map: none lost, none sent to again', async () => {
    const { id } = await publish(drawn('3d'));
    await enter(1_000);
    await shop.settle();
    // Fifty more whose mail is not on its way yet.
    await enter(50, 'open');
    await shop.engine.engine.advance.runOnce(SHARDS);
    expect(await republish(id, drawn('4d'))).toEqual({ version: 2, warnings: [] });
    expect(await where()).toEqual([
      { version: 1, node: 'mail', n: 50 },
      { version: 1, node: 'rest', n: 1_000 },
    ]);
    const { operation: moves } = await republish(id, drawn('5d'), { everybody: true });
    await shop.settle();
    expect(await operation(moves)).toMatchObject({ kind: 'journey.migrate', state: 'done', done: 1_050, total: 1_050 });
    expect(await where()).toEqual([{ version: 3, node: 'rest', n: 1_050 }]);
    const { sent } = shop.engine.email;
    expect([sent.length, new Set(sent.map(({ key }) => key)).size]).toEqual([1_050, 1_050]);
    await shop.engine.moveTo((await shop.engine.clock.now()) + 5 * DAY + 2 * DAY);
    const over = await shop.engine.rows('select reason, version, count(*) as n from enrollment_history group by 1, 2');
    expect(over).toEqual([{ reason: 'completed', version: 3, n: 1_050 }]);
    expect(shop.engine.email.sent).toHaveLength(1_050);
  });

  it('VERSION-2 tells the difference and how many are at each node of each version now', async () => {
    const { id } = await publish(drawn('3d'));
    await enter(3);
    await shop.settle();
    await republish(id, drawn('4d'));
    await enter(2, 'new');
    await shop.settle();
    await save(id, drawn('4d', ['later', '1d']));
    const changes = await shop.console.call(journeysApi.changes, at(id));
    expect(changes.versions.map(({ version, inside, waiting }) => ({ version, inside, waiting }))).toEqual([
      { version: 2, inside: 2, waiting: { rest: 2 } },
      { version: 1, inside: 3, waiting: { rest: 3 } },
    ]);
    const [newest, first] = changes.versions;
    expect(newest!.difference).toMatchObject({ added: ['later'], removed: ['idle'] });
    expect(newest!.difference.changed).toEqual([{ node: 'rest', type: false, settings: [], ways: true }]);
    expect(first!.difference.changed).toEqual([{ node: 'rest', type: false, settings: ['for'], ways: true }]);
    expect(first!.nodes.map((node) => node.id)).toEqual(['rest', 'idle']);
  });

  it('F24 VERSION-2 refuses to move everybody off a node that is gone, tells the counts, and changes nothing', async () => {
    const { id } = await publish(drawn('1h'));
    await enter(7);
    await shop.engine.moveTo((await shop.engine.clock.now()) + 2 * HOUR);
    const revision = await save(id, drawn('1h', ['later', '1d']));
    const before = await shop.engine.rows('select version, node, step, due from enrollment order by id');
    const ask = (migration: MigrationRequest) =>
      shop.console.ask(journeysApi.publish, { ...at(id), body: { revision, note: '', migration } });
    const refused = await ask({ everybody: true });
    expect(refused.status).toBe(409);
    expect((refused.body as unknown as UnmappedReply).unmapped).toEqual([{ version: 1, node: 'idle', count: 7 }]);
    const nowhere = await ask({ nodes: { idle: { do: 'move', to: 'start' } } });
    expect([nowhere.status, nowhere.body.problems]).toMatchObject([422, [{ path: 'nodes.idle' }]]);
    await shop.settle();
    expect(await shop.engine.rows('select version, node, step, due from enrollment order by id')).toEqual(before);
    expect(await shop.console.call(journeysApi.versions, at(id))).toMatchObject([{ version: 1, inside: 7 }]);
    const { body } = await ask({ everybody: true, nodes: { idle: { do: 'move', to: 'later' } } });
    await shop.settle();
    expect(await operation(body.operation)).toMatchObject({ state: 'done', done: 7 });
    expect(await where()).toEqual([{ version: 2, node: 'later', n: 7 }]);
  });

  it('VERSION-2 takes those out whom the plan names, and is one audit record', async () => {
    const { id } = await publish(drawn('3d'));
    await enter(5);
    await shop.settle();
    const { operation: moves } = await republish(id, drawn('4d'), { nodes: { rest: { do: 'exit' } } });
    await shop.settle();
    const over = await shop.engine.rows('select reason, count(*) as n from enrollment_history group by 1');
    expect(over).toEqual([{ reason: 'migration', n: 5 }]);
    const { items } = await shop.console.call(accessApi.audit);
    const records = items.filter(({ action }) => action !== 'journey.save' && action.startsWith('journey.'));
    expect(records.map(({ action }) => action)).toEqual(['journey.publish', 'journey.publish', 'journey.create']);
    expect(records[0]).toMatchObject({
      after: { version: 2, operation: moves, moving: [{ version: 1, node: 'rest', count: 5 }] },
    });
  });

  it('VERSION-2 moves in batches with progress, and stops where it is when it is cancelled', async () => {
    const { id } = await publish(drawn('3d'));
    await enter(200);
    await shop.settle();
    const { operation: moves } = await republish(id, drawn('4d'), { everybody: true });
    for (let round = 0; round < 32; round++) await shop.engine.engine.bulk!.runOnce([]);
    const half = await operation(moves);
    expect(half).toMatchObject({ state: 'running', total: 200 });
    await shop.console.call(workspaceApi.cancelOperation, { params: { operation: moves! } });
    await shop.settle();
    expect(await operation(moves)).toMatchObject({ state: 'cancelled', done: half.done });
    expect(await where()).toEqual([
      { version: 1, node: 'rest', n: 200 - half.done },
      { version: 2, node: 'rest', n: half.done },
    ]);
    const { operation: rest } = await republish(id, drawn('4d'), { everybody: true });
    await shop.settle();
    expect(await operation(rest)).toMatchObject({ state: 'done', done: 200 });
    expect(await where()).toEqual([{ version: 3, node: 'rest', n: 200 }]);
  });

  it('VERSION-2 finds whoever went on while it was under way, and leaves whoever is past the plan alone', async () => {
    const { id } = await publish(drawn('1h'));
    await enter(20);
    await shop.settle();
    const { operation: moves } = await republish(id, drawn('2h'), { everybody: true });
    // Everybody is asked to move while resting, and their wait ends before that is played.
    while ((await operation(moves)).done < 20) await shop.engine.engine.bulk!.runOnce([]);
    const due = await shop.engine.rows<{ due: number }>('select distinct due from enrollment');
    expect(due).toHaveLength(1);
    await shop.engine.rows(`update inbox set accepted_at = accepted_at + interval '1 hour'`);
    shop.engine.clock.set(due[0]!.due);
    await shop.settle();
    expect(await where()).toEqual([{ version: 2, node: 'idle', n: 20 }]);
    expect(shop.engine.email.sent).toHaveLength(20);
    expect(await operation(moves)).toMatchObject({ state: 'done' });
  });

  it('VERSION-3 keeps the due time of a wait that changed, or works it out anew from when it was reached', async () => {
    for (const [wait, length] of [
      ['keep', 3 * DAY],
      ['recompute', 4 * DAY],
    ] as const) {
      const { id } = await publish(drawn('3d'));
      await enter(4, wait);
      await shop.settle();
      const reached = await shop.engine.clock.now();
      shop.engine.clock.set(reached + HOUR);
      await republish(id, drawn('4d'), { nodes: { rest: { do: 'move', wait } } });
      await shop.settle();
      const rows = await shop.engine.rows(
        'select version, due, arrived_at as "arrivedAt", count(*) as n from enrollment where journey_id = $1 group by 1, 2, 3',
        [id],
      );
      expect(rows).toEqual([{ version: 2, due: reached + length, arrivedAt: reached, n: 4 }]);
    }
  });
});

describe('versions', () => {
  it('VERSION-1 are listed with how many are inside, and loaded only where somebody is', async () => {
    const { id } = await publish(drawn('3d'));
    await enter(3);
    await shop.settle();
    await republish(id, drawn('4d'));
    await republish(id, drawn('5d'));
    expect(await shop.console.call(journeysApi.versions, at(id))).toMatchObject([
      { version: 3, inside: 0 },
      { version: 2, inside: 0 },
      { version: 1, inside: 3 },
    ]);
    const worlds = new Worlds(new WorldsStore(), nodes);
    const { database, workspace } = shop.engine;
    const loaded = (await worlds.current(database, [workspace])).get(workspace)!.journeys.get(id)!;
    expect([...loaded.versions.keys()]).toEqual([3]);
  });
});
