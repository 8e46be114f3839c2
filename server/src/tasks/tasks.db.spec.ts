import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi, tasksApi } from '@sojourn/api';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

describe('a task for a person', () => {
  it('WAIT-6 is what an enrollment rests at, and its answer is the way on', async () => {
    const journey = aJourney(
      {
        start: ['event-trigger', { event: 'complained' }],
        call: [
          'human-task',
          {
            title: 'Call them',
            owner: 'operator',
            ownerIs: 'role',
            due: '1d',
            answers: [{ id: 'mended' }, { id: 'lost' }],
          },
        ],
        happy: ['set-attribute', { attribute: 'mood', value: 'happy' }],
        done: ['end'],
      },
      ['start > call', 'call.mended > happy', 'call.lost > done', 'call.overdue > done', 'happy > done'],
    );
    const made = await shop.console.call(journeysApi.create, { body: { journey } });
    const params = { journey: made.id };
    await shop.console.call(journeysApi.publish, { params, body: { revision: made.revision, note: '' } });
    await shop.ingest({ type: 'track', userId: 'mei', event: 'complained' });
    await shop.settle();

    const { items } = await shop.console.call(tasksApi.list, { query: { state: 'open' } });
    expect(items).toMatchObject([{ title: 'Call them', owner: { role: 'operator' }, state: 'open' }]);
    const task = items[0]!.id;
    const ask = (answer: string) =>
      shop.console.ask(tasksApi.answer, { params: { task }, body: { answer, note: 'They were kind.' } });
    expect((await ask('shouted')).status).toBe(422);
    expect((await ask('mended')).status).toBeLessThan(300);
    await shop.settle();
    expect((await ask('lost')).status).toBe(409);

    const { rows } = await shop.app.database.pool.query(
      `select node, port, reason from step where node = 'call' and journey_id = $1`,
      [made.id],
    );
    expect(rows).toEqual([{ node: 'call', port: 'mended', reason: { answer: 'mended', note: 'They were kind.' } }]);
    const closed = await shop.console.call(tasksApi.list, { query: { state: 'closed' } });
    expect(closed.items).toMatchObject([{ id: task, closedBy: 'mended' }]);
  });
});
