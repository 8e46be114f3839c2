import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogVerifier } from '../../server/src/engine/verification.js';
import { LoggedRunsStore } from '../../server/src/store/logged-runs.store.js';
import { DAY } from '@sojourn/rules';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { aJourney } from '../support/a-journey.js';

const START = Date.parse('2026-01-01T00:00:00Z');
const big = { fact: { property: 'amount' }, is: 'gte', value: 100 };

/** Everything whose reasons the log must keep: filters, conditions, splits, waits for events and for time, messages. */
const journey = aJourney(
  {
    ordered: [
      'event-trigger',
      { event: 'order_completed', filter: { fact: { property: 'amount' }, is: 'gt', value: 0 } },
    ],
    often: ['if-else', { rule: { fact: { event: 'order_completed', measure: 'count' }, is: 'gte', value: 2 } }],
    stage: ['stage-split'],
    mail: ['send-email', { template: 'hello', topic: 'marketing' }],
    wait: ['wait-event', { event: 'order_completed', filter: big, timeout: '3d' }],
    vip: ['set-attribute', { attribute: 'vip', value: true }],
    end: ['end'],
  },
  [
    'ordered > often',
    'often.yes > stage',
    'often.no > mail',
    'mail > wait',
    'wait.happened > vip',
    'wait.timeout > end',
    'vip > end',
    'stage.growth > end',
    'stage.mature > mail',
  ],
);

describe('following the log', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  beforeAll(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, START);
    await engine.open();
    await engine.publish(journey);
    for (let order = 0; order < 4; order++) {
      await engine.moveTo(START + order * DAY);
      for (let index = 0; index < 40; index++) {
        if (order > index % 4) continue;
        await engine.accept({
          profile: `profile ${index}`,
          name: 'order_completed',
          properties: { amount: index * 5 },
        });
      }
      await engine.settle();
    }
    await engine.moveTo(START + 30 * DAY);
  });
  afterAll(async () => {
    await engine?.close();
    await fresh?.drop();
  });
  const verify = () => new LogVerifier(engine.database, new LoggedRunsStore(engine.database)).verify(engine.workspace);

  it('LOG-2 the interpreter takes the very path the log tells', async () => {
    const { runs, steps, diverging, divergences } = await verify();
    expect(divergences).toEqual([]);
    expect({ runs, diverging }).toEqual({ runs: expect.any(Number), diverging: 0 });
    expect(runs).toBeGreaterThan(40);
    expect(steps).toBeGreaterThan(200);
  });

  const tampers: [what: string, sql: string][] = [
    ['another port', `update step set port = 'no' where node = 'often' and port = 'yes'`],
    [
      'another value',
      `update step set reason = jsonb_set(reason, '{findings,0,found}', '1') where node = 'often' and port = 'yes'`,
    ],
    ['a step that is gone', `delete from step where node = 'wait' and port = 'timeout'`],
    ['the end of a run that is gone', `delete from step where node = 'end'`],
    ['another node', `update step set node = 'vip' where node = 'end'`],
    ['another receipt', `update step set reason = '{"outcome":"failed"}' where node = 'mail'`],
    ['an event nobody waits for', `update step set reason = reason || '{"event":"visited"}' where port = 'happened'`],
  ];
  it.each(tampers)('LOG-2 finds %s', async (_, sql) => {
    const client = await engine.database.pool.connect();
    try {
      await client.query('create table kept as select * from step');
      const { rowCount } = await client.query(sql);
      expect(rowCount).toBeGreaterThan(0);
      expect((await verify()).diverging).toBeGreaterThan(0);
      await client.query('delete from step');
      await client.query('insert into step select * from kept');
      await client.query('drop table kept');
    } finally {
      client.release();
    }
  });
});
