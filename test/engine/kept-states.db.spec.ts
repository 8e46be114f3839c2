import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HOUR } from '@sojourn/rules';
import { shardOf } from '../../server/src/store/ids.js';
import { aJourney } from '../support/a-journey.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const BEGIN = Date.parse('2026-03-02T00:00:00Z');
let fresh: FreshDatabase;
let engine: TestEngine;
let other: TestEngine;
beforeEach(async () => {
  fresh = await freshDatabase();
  engine = new TestEngine(fresh, BEGIN);
  await engine.open();
  other = new TestEngine(fresh, BEGIN + 2 * HOUR);
});
afterEach(async () => {
  await engine.close();
  await other.close();
  await fresh.drop();
});

it('D10 whom another process put aside is not played on from memory', async () => {
  await engine.publish(
    aJourney(
      { start: ['event-trigger', { event: 'signed_up' }], wait: ['wait-duration', { for: '1h' }], end: ['end'] },
      ['start > wait', 'wait > end'],
    ),
  );
  await engine.accept({ profile: 'ann', name: 'signed_up' });
  await engine.moveTo(BEGIN + 1);
  const ann = engine.profile('ann');
  // As the child does that tries out whom a process died over.
  await other.engine.advance.one(shardOf(ann), [ann]);
  await engine.accept({ profile: 'ann', name: 'viewed' });
  await engine.moveTo(BEGIN + 3 * HOUR);
  expect(await engine.rows('select node, parked from enrollment')).toEqual([{ node: 'wait', parked: 'failed' }]);
});
