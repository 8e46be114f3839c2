import { expect, it } from '@jest/globals';
import { CASCADE } from '../../packages/journey/src/consequences.js';
import { aJourney } from '../support/a-journey.js';
import { freshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

it('D13 what is too much for one play comes back as an arrival, and none of it is lost', async () => {
  const fresh = await freshDatabase();
  const engine = new TestEngine(fresh, Date.parse('2026-03-02T04:00:00Z'));
  try {
    await engine.open();
    const many = CASCADE.items + 10;
    const ids = Array.from({ length: many }, (_, index) => `e${index}`);
    await engine.publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'signed_up' }],
          ...Object.fromEntries(ids.map((id) => [id, ['emit-event', { event: 'told' }] as [string, object]])),
          end: ['end'],
        } as Parameters<typeof aJourney>[0],
        ['start', ...ids].map((id, index) => `${id} > ${ids[index] ?? 'end'}`),
      ),
    );
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.engine.advance.runOnce(Array.from({ length: 64 }, (_, shard) => shard));
    const told = () => engine.rows(`select count(*)::int as n from event where name = 'told'`);
    expect(await told()).toEqual([{ n: CASCADE.items }]);
    await engine.settle();
    expect(await told()).toEqual([{ n: many }]);
  } finally {
    await engine.close();
    await fresh.drop();
  }
});
