import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessApi, repairsApi, workspaceApi } from '@sojourn/api';
import type { NodeType } from '@sojourn/journey';
import { nodes, registryOf } from '@sojourn/nodes';
import { HOUR } from '@sojourn/rules';
import { z } from 'zod';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { InvariantsStore } from '../store/invariants.store.js';

const PEOPLE = 1_000;
const POISON = 10;

/** Whether the nodes below are mended. */
let mended = false;
const fails = (entry: unknown, how: string) => {
  if (!mended && entry === how) throw new Error(`This one cannot be played (${how}).`);
};

/** Rests for an hour, and fails as its time comes where the entry says so. */
const brittleWait: NodeType = {
  type: 'brittle-wait',
  revision: 1,
  group: 'wait',
  icon: 'hourglass',
  title: { en: 'Brittle', zh: '易碎' },
  about: { en: 'Fails.', zh: '会失败。' },
  settings: z.strictObject({}),
  rests: true,
  ports: () => [{ id: 'next', label: { en: 'Next', zh: '下一步' } }],
  sentence: () => ({ en: 'Fails', zh: '失败' }),
  prepare: () => ({
    visit: ({ arrivedAt }) => ({ do: 'wait', due: arrivedAt + HOUR }),
    listens: ['nudged'],
    hears: (_, { facts }) => {
      fails(facts.entry('poison'), 'by what came');
      return undefined;
    },
    due: ({ facts }) => {
      fails(facts.entry('poison'), 'by time');
      fails(facts.entry('poison'), 'by what came');
      return 'next';
    },
  }),
};

describe('what was put aside', () => {
  let shop: RunningShop;
  beforeAll(async () => {
    mended = false;
    shop = await RunningShop.open({ registry: registryOf([...nodes.values(), brittleWait]) });
  });
  afterAll(() => shop?.close());

  const names = Array.from({ length: PEOPLE }, (_, index) => `p${index}`);
  const poisonOf = (index: number) => (index >= POISON ? 'none' : index % 2 === 0 ? 'by time' : 'by what came');
  const completed = async () =>
    (
      await shop.engine.rows<{ n: number }>(
        `select count(*)::int as n from enrollment_history where reason = 'completed'`,
      )
    )[0]!.n;
  const broken = async () =>
    (await new InvariantsStore(shop.engine.database).inspect({ at: await shop.engine.clock.now(), grace: HOUR })).map(
      ({ invariant }) => invariant,
    );

  it('F16 STATE-4 is 10 of 1,000 with the error of each, while 990 go on; mended, those 10 go on too', async () => {
    await shop.engine.publish(
      aJourney(
        { start: ['event-trigger', { event: 'signed_up' }], wait: ['brittle-wait'], end: ['end'] },
        ['start > wait', 'wait > end'],
        { settings: { reentry: { rule: 'once' } } },
      ),
    );
    const start = await shop.engine.clock.now();
    await shop.engine.accept(
      ...names.map((profile, index) => ({ profile, name: 'signed_up', properties: { poison: poisonOf(index) } })),
    );
    await shop.settle();
    await shop.engine.accept(...names.slice(0, POISON).map((profile) => ({ profile, name: 'nudged' })));
    await shop.engine.moveTo(start + 2 * HOUR);
    expect(await completed()).toBe(PEOPLE - POISON);
    await shop.signIn();

    const found = await shop.console.call(repairsApi.putAside);
    // Half of them fell by an arrival, which is kept; their own time then came and fell with it.
    expect(found.enrollments).toBe(POISON);
    const whatOf = (how: string) =>
      found.newest
        .filter(({ error }) => error === `This one cannot be played (${how}).`)
        .map(({ name, kind }) => name ?? kind)
        .sort();
    const half = (what: string) => Array<string>(POISON / 2).fill(what);
    expect(whatOf('by time')).toEqual(half('wake'));
    expect(whatOf('by what came')).toEqual([...half('nudged'), ...half('wake')]);
    expect(found.arrivals).toBe(found.newest.length);
    expect(await broken()).toEqual([]);

    mended = true;
    const { operation } = await shop.console.call(repairsApi.repair, { body: { reason: 'The node was mended' } });
    await shop.settle();
    expect(await completed()).toBe(PEOPLE);
    expect(await shop.console.call(repairsApi.putAside)).toEqual({ arrivals: 0, enrollments: 0, newest: [] });
    expect(await shop.console.call(workspaceApi.operation, { params: { operation } })).toMatchObject({ state: 'done' });
    expect(await shop.engine.rows(`select count(*)::int as n from event where name = 'nudged'`)).toEqual([
      { n: POISON },
    ]);
    expect(await broken()).toEqual([]);
  });

  it('LOG-3 leaves the reason in the audit log, and needs somebody who may act', async () => {
    const { items } = await shop.console.call(accessApi.audit, { query: {} });
    expect(items.find(({ action }) => action === 'workspace.repair')).toMatchObject({
      after: { reason: 'The node was mended', enrollments: POISON },
    });
    const again = await shop.console.ask(repairsApi.repair, { body: { reason: 'Once more' } });
    expect([again.status, again.body.title]).toEqual([409, 'Nothing is put aside.']);
    const viewer = await shop.console.invite('viewer');
    expect((await viewer.ask(repairsApi.repair, { body: { reason: 'Curious' } })).status).toBe(403);
    expect((await viewer.ask(repairsApi.putAside)).status).toBe(403);
  });

  it('F16 is put aside again where it fails again, and nobody plays it in circles', async () => {
    mended = false;
    await shop.engine.accept({ profile: 'late', name: 'signed_up', properties: { poison: 'by time' } });
    await shop.engine.moveTo((await shop.engine.clock.now()) + 2 * HOUR);
    await shop.signIn();
    const { operation } = await shop.console.call(repairsApi.repair, { body: { reason: 'Too early' } });
    await shop.settle();
    expect(await shop.console.call(workspaceApi.operation, { params: { operation } })).toMatchObject({ state: 'done' });
    expect(await shop.console.call(repairsApi.putAside)).toMatchObject({ enrollments: 1 });
  });
});
