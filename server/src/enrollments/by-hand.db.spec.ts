import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accessApi, journeysApi, workspaceApi, type HandAction, type HandSelection } from '@sojourn/api';
import { DAY, HOUR, writeInstant } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
let journey: string;
beforeEach(async () => {
  shop = await RunningShop.open();
  const drawn = aJourney(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      hear: ['wait-event', { events: [{ id: 'happened', event: 'ordered' }], timeout: '1d' }],
      rest: ['wait-duration', { for: '2d' }],
      done: ['end', {}],
    },
    ['start > hear', 'hear.happened > rest', 'hear.timeout > rest', 'rest > done'],
  );
  ({ id: journey } = await shop.console.call(journeysApi.create, { body: { journey: drawn } }));
  await shop.console.call(journeysApi.publish, { params: { journey }, body: { revision: 1, note: '' } });
});
afterEach(() => shop?.close());

async function enter(count: number, name = 'p'): Promise<string[]> {
  await shop.engine.accept(...Array.from({ length: count }, (_, n) => ({ profile: `${name}${n}`, name: 'signed_up' })));
  await shop.settle();
  const rows = await shop.engine.rows<{ id: string; profile: string }>(
    'select id, profile_id as profile from enrollment',
  );
  const mine = new Set(Array.from({ length: count }, (_, n) => shop.engine.profile(`${name}${n}`)));
  return rows.filter(({ profile }) => mine.has(profile)).map(({ id }) => id);
}
const ask = (who: HandSelection, action: HandAction, reason = 'asked us to') =>
  shop.console.ask(journeysApi.act, { params: { journey }, body: { who, action, reason } });
async function act(who: HandSelection, action: HandAction) {
  const { body } = await ask(who, action);
  await shop.settle();
  return shop.console.call(workspaceApi.operation, { params: { operation: body.operation } });
}
const where = () =>
  shop.engine.rows<{ node: string; n: number }>('select node, count(*) as n from enrollment group by 1 order by 1');

describe('people by hand', () => {
  it('STATE-1 300 are moved, brought forward and taken out, each as one operation with one audit record (D5)', async () => {
    const ids = await enter(310);
    const chosen = ids.slice(0, 300);
    expect(await act({ ids: chosen }, { do: 'move', to: 'rest' })).toMatchObject({
      kind: 'enrollment.act',
      state: 'done',
      done: 300,
      total: 300,
      detail: { counts: { done: 300 } },
    });
    expect(await where()).toEqual([
      { node: 'hear', n: 10 },
      { node: 'rest', n: 300 },
    ]);
    expect(await act({ node: 'hear' }, { do: 'skip' })).toMatchObject({ state: 'done', done: 10, total: 10 });
    expect(await where()).toEqual([{ node: 'rest', n: 310 }]);
    expect(await act({ ids: chosen }, { do: 'exit' })).toMatchObject({ done: 300 });
    const over = await shop.engine.rows('select reason, count(*) as n from enrollment_history group by 1');
    expect(over).toEqual([{ reason: 'asked us to', n: 300 }]);
    const { items } = await shop.console.call(accessApi.audit);
    const mine = items.filter(({ action }) => action.startsWith('enrollment.'));
    expect(mine.map(({ action }) => action)).toEqual(['enrollment.exit', 'enrollment.skip', 'enrollment.move']);
    expect(mine[0]).toMatchObject({
      target: { kind: 'journey', id: journey },
      after: { reason: 'asked us to', total: 300 },
    });
    // Each of them has the reason in the log of their own.
    const told = await shop.engine.rows(
      `select outcome, count(*) as n from step where reason::text like '%asked us to%' group by 1 order by 1`,
    );
    expect(told).toEqual([
      { outcome: 'ended', n: 300 },
      { outcome: 'left', n: 10 },
      { outcome: 'moved', n: 300 },
    ]);
  });

  it('STATE-1 who had left before their turn is counted so, and one is enough', async () => {
    const ids = await enter(3);
    await act({ ids: [ids[0]!] }, { do: 'exit' });
    expect(await act({ ids }, { do: 'skip', port: 'happened' })).toMatchObject({
      done: 2,
      total: 3,
      detail: { counts: { done: 2, gone: 1 } },
    });
    expect(await where()).toEqual([{ node: 'rest', n: 2 }]);
  });

  it('STATE-1 a filter means those at a node of a version since an instant, and nobody else', async () => {
    await enter(2, 'early');
    shop.engine.clock.set((await shop.engine.clock.now()) + HOUR);
    const since = writeInstant(await shop.engine.clock.now());
    await enter(2, 'late');
    shop.engine.clock.set((await shop.engine.clock.now()) + HOUR);
    await enter(3, 'latest');
    expect(await act({ node: 'hear', version: 1, waitingSince: since }, { do: 'exit' })).toMatchObject({ done: 4 });
    expect(await act({ version: 2 }, { do: 'exit' })).toMatchObject({ done: 0, total: 0 });
    expect(await where()).toEqual([{ node: 'hear', n: 3 }]);
  });

  it('is refused where it leads nowhere or says no reason, and changes nothing', async () => {
    const ids = await enter(1);
    const refused = [
      await ask({ ids }, { do: 'move', to: 'start' }),
      await ask({ ids }, { do: 'move', to: 'nowhere' }),
      await ask({ ids }, { do: 'move', to: 'rest', version: 9 }),
      await ask({ ids }, { do: 'exit' }, '  '),
      await ask({}, { do: 'exit' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    const viewer = await shop.console.invite('viewer');
    const body = { who: { ids }, action: { do: 'exit' as const }, reason: 'no' };
    expect((await viewer.ask(journeysApi.act, { params: { journey }, body })).status).toBe(403);
    await shop.settle();
    expect(await where()).toEqual([{ node: 'hear', n: 1 }]);
  });

  it('goes on with the rest of the journey from where they were put', async () => {
    const ids = await enter(1);
    const moved = await shop.engine.clock.now();
    await act({ ids }, { do: 'move', to: 'rest' });
    await shop.engine.moveTo(moved + 2 * DAY);
    const over = await shop.engine.rows<{ at: number }>('select ended_at as at, reason from enrollment_history');
    expect(over).toEqual([{ at: moved + 2 * DAY, reason: 'completed' }]);
  });
});
