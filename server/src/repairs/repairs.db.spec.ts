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
/** Arrivals that cannot be read, of some of the others. */
const UNREADABLE = 5;

/** Whether the node below is mended. */
let mended = false;

/** Marks the profile; with what Postgres cannot store, where the entry says so. */
const brittleMark: NodeType = {
  type: 'brittle-mark',
  revision: 1,
  group: 'action',
  icon: 'pencil',
  title: { en: 'Brittle', zh: '易碎' },
  about: { en: 'Fails.', zh: '会失败。' },
  settings: z.strictObject({}),
  ports: () => [{ id: 'next', label: { en: 'Next', zh: '下一步' } }],
  sentence: () => ({ en: 'Fails', zh: '失败' }),
  prepare: () => ({
    visit: ({ facts }) => {
      const mark = facts.entry('poison') === true && !mended ? '\u0000' : 'fine';
      return { do: 'act', effects: [{ set: { mark } }], port: 'next' };
    },
  }),
};

describe('what was put aside', () => {
  let shop: RunningShop;
  beforeAll(async () => {
    mended = false;
    shop = await RunningShop.open({ registry: registryOf([...nodes.values(), brittleMark]) });
  });
  afterAll(() => shop?.close());

  const names = Array.from({ length: PEOPLE }, (_, index) => `p${index}`);
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
        {
          start: ['event-trigger', { event: 'signed_up' }],
          wait: ['wait-duration', { for: '1h' }],
          mark: ['brittle-mark'],
          end: ['end'],
        },
        ['start > wait', 'wait > mark', 'mark > end'],
        { settings: { reentry: { rule: 'once' } } },
      ),
    );
    const start = await shop.engine.clock.now();
    await shop.engine.enqueue(
      names.slice(-UNREADABLE).map((profile) => ({ profile, kind: 'import', payload: { events: 'not a list' } })),
    );
    await shop.engine.accept(
      ...names.map((profile, index) => ({
        profile,
        name: 'signed_up',
        properties: { poison: index < POISON },
      })),
    );
    await shop.engine.moveTo(start + 2 * HOUR);
    expect(await completed()).toBe(PEOPLE - POISON);
    await shop.signIn();

    const found = await shop.console.call(repairsApi.putAside);
    expect(found).toMatchObject({ arrivals: POISON + UNREADABLE, enrollments: POISON });
    const kinds = found.newest.map(({ kind }) => kind).sort();
    expect(kinds).toEqual([...Array<string>(UNREADABLE).fill('import'), ...Array<string>(POISON).fill('wake')]);
    for (const { error } of found.newest) expect(error).not.toBe('');
    expect(await broken()).toEqual([]);

    mended = true;
    await shop.engine.rows(`update inbox_failed set payload = '{"events": [], "more": false}' where kind = 'import'`);
    const { operation } = await shop.console.call(repairsApi.repair, { body: { reason: 'The node was mended' } });
    await shop.settle();
    expect(await completed()).toBe(PEOPLE);
    expect(await shop.console.call(repairsApi.putAside)).toEqual({ arrivals: 0, enrollments: 0, newest: [] });
    expect(await shop.console.call(workspaceApi.operation, { params: { operation } })).toMatchObject({ state: 'done' });
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
    await shop.engine.accept({ profile: 'late', name: 'signed_up', properties: { poison: true } });
    await shop.engine.moveTo((await shop.engine.clock.now()) + 2 * HOUR);
    await shop.signIn();
    const { operation } = await shop.console.call(repairsApi.repair, { body: { reason: 'Too early' } });
    await shop.settle();
    expect(await shop.console.call(workspaceApi.operation, { params: { operation } })).toMatchObject({ state: 'done' });
    expect(await shop.console.call(repairsApi.putAside)).toMatchObject({ enrollments: 1 });
  });
});
