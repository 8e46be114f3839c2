import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { TestEngine } from '../../../test/support/engine.js';
import { InvariantsStore } from './invariants.store.js';

const NOON = Date.parse('2026-03-02T04:00:00Z');

/** What somebody could do to the state, and the one invariant that has to notice. */
const DAMAGE: [invariant: string, sql: string][] = [
  ['step_numbers', `update step set number = number + 1 where node = 'hook' and number = 3`],
  ['step_count', `update enrollment set step = step + 1 where node = 'rest'`],
  ['step_of_nobody', `update step set enrollment_id = gen_random_uuid() where number = 1`],
  ['one_life', `insert into enrollment_history select * from enrollment_history limit 1`],
  ['one_keeper', `update enrollment set due = 'infinity' where node = 'rest'`],
  ['one_keeper', `update enrollment set due = now(), parked = null where parked = 'delivery'`],
  ['one_keeper', `update delivery set step = step + 1`],
  ['receipt', `update delivery set state = 'settled'`],
  ['one_delivery', `insert into delivery_history select * from delivery_history limit 1`],
  ['entry_ledger', `update entry_ledger set live = live + 1`],
  ['entry_ledger', `delete from entry_ledger`],
  ['event_order', `update event set ordinal = 3 where ordinal = 2`],
  ['event_once', `update event set message_id = 'the same'`],
  ['node_counters', `update node_counter set n = n + 1 where metric = 'left:next'`],
  ['node_counters', `delete from node_counter where metric = 'waiting'`],
  ['stage_counters', `update stage_counter set n = n + 1`],
  ['overdue', `update enrollment set due = '2026-01-01' where node = 'rest'`],
  [
    'overdue',
    `insert into inbox (shard, workspace_id, profile_id, kind, accepted_at) select 0, 1, gen_random_uuid(), 'event', '2026-01-01'`,
  ],
];

describe('the checker of invariants', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  let invariants: InvariantsStore;

  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, NOON);
    await engine.open();
    invariants = new InvariantsStore(engine.database);
    await engine.publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'signed_up' }],
          wait: ['wait-duration', { for: '1h' }],
          hook: ['call-webhook', { url: 'https://example.com' }],
          rest: ['wait-duration', { for: '30d' }],
          end: ['end'],
        },
        ['start > wait', 'wait > hook', 'hook > rest', 'rest > end'],
      ),
    );
    // Ann has been through, Bob rests, and Cay's webhook has not been answered yet.
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.moveTo(NOON + 20 * DAY);
    await engine.accept({ profile: 'bob', name: 'signed_up' }, { profile: 'bob', name: 'other' });
    await engine.moveTo(NOON + 31 * DAY);
    engine.webhook.answer = () => ({ outcome: 'retry', retryAfter: HOUR });
    await engine.accept({ profile: 'cay', name: 'signed_up' });
    await engine.moveTo(NOON + 31 * DAY + HOUR);
  });
  afterEach(async () => {
    await engine.close();
    await fresh.drop();
  });

  const broken = async (workspace?: number) => {
    const at = await engine.clock.now();
    const inspection = { at, grace: HOUR, ...(workspace === undefined ? {} : { workspace }) };
    return (await invariants.inspect(inspection)).map(({ invariant }) => invariant);
  };

  it('H5 finds nothing in what the engine leaves behind', async () => {
    expect(await engine.rows('select node from enrollment order by 1')).toEqual([{ node: 'hook' }, { node: 'rest' }]);
    expect(await engine.rows('select reason from enrollment_history')).toEqual([{ reason: 'completed' }]);
    expect(await broken()).toEqual([]);
    expect(await broken(engine.workspace)).toEqual([]);
  });

  it('WAIT-6 LOG-1 H5 notices every damage', async () => {
    for (const [invariant, sql] of DAMAGE) {
      const found = await engine.database
        .transaction(async (client) => {
          await client.query(sql);
          throw new Damaged(await seenIn(client));
        })
        .catch((error: unknown) => (error as Damaged).found);
      expect([sql, found]).toEqual([sql, expect.arrayContaining([invariant])]);
    }
  });

  /** The checker's own transaction cannot see what is not committed, so here it looks from inside. */
  async function seenIn(client: unknown): Promise<string[]> {
    const inside = { transaction: (work: (given: unknown) => Promise<unknown>) => work(withoutIsolation(client)) };
    const at = await engine.clock.now();
    const violations = await new InvariantsStore(inside as never).inspect({ at, grace: HOUR });
    return violations.map(({ invariant }) => invariant);
  }
});

class Damaged extends Error {
  constructor(readonly found: string[]) {
    super('rolled back');
  }
}

/** A transaction that has written already can no longer choose its isolation. */
function withoutIsolation(client: unknown) {
  const { query } = client as { query: (text: unknown, values?: unknown[]) => Promise<unknown> };
  return {
    query: (text: unknown, values?: unknown[]) =>
      String(text).startsWith('set transaction') ? Promise.resolve() : query.call(client, text, values),
  };
}
