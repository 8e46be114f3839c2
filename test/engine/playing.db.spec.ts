import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { DAY, HOUR, MINUTE, SECOND, type Rule } from '@sojourn/rules';
import { BATCH_LIMITS, perShard } from '../../server/src/engine/duty.js';
import { aJourney } from '../support/a-journey.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const NOON = Date.parse('2026-03-02T04:00:00Z');
const ALL = Array.from({ length: 64 }, (_, shard) => shard);

/** start → wait → set an attribute → end, under a trigger of the test's choice. */
const journey = (
  trigger: { type: string; settings: Record<string, unknown> },
  wait = '1d',
  settings: Journey['settings'] = {},
): Journey => ({
  format: 1,
  name: 'Test',
  settings,
  nodes: [
    { id: 'start', ...trigger },
    { id: 'wait', type: 'wait-duration', settings: { for: wait } },
    { id: 'mark', type: 'set-attribute', settings: { attribute: 'marked', value: true } },
    { id: 'end', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'wait' },
    { from: 'wait', port: 'next', to: 'mark' },
    { from: 'mark', port: 'next', to: 'end' },
  ],
});
const onEvent = (event: string) => ({ type: 'event-trigger', settings: { event } });

describe('the engine', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;

  beforeEach(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, NOON);
    await engine.open();
  });
  afterEach(async () => {
    await engine.close();
    await fresh.drop();
  });

  const steps = () => engine.rows('select node, at, outcome from step order by at, number');
  const live = () => engine.rows('select node, due, parked from enrollment');

  it('WAIT-6 D1 stores a wait, wakes it at its due time and never before, and moves the ended enrollment to history', async () => {
    await engine.publish(journey(onEvent('signed_up')));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    expect(await live()).toEqual([{ node: 'wait', due: NOON + DAY, parked: null }]);
    await engine.moveTo(NOON + DAY - 1);
    expect(await live()).toHaveLength(1);
    await engine.moveTo(NOON + DAY);
    expect(await live()).toEqual([]);
    expect(await engine.rows('select attributes from profile')).toEqual([{ attributes: { marked: true } }]);
    expect(await engine.rows('select reason, steps, entered_at, ended_at from enrollment_history')).toEqual([
      { reason: 'completed', steps: 4, entered_at: NOON, ended_at: NOON + DAY },
    ]);
  });

  it('D1 a lagging engine plays each profile at its logical instants, as if it had never lagged', async () => {
    await engine.publish(journey(onEvent('signed_up'), '1h', { reentry: { rule: 'always' } }));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    engine.clock.set(NOON + 30 * MINUTE);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    engine.clock.set(NOON + 2 * HOUR);
    await engine.accept({ profile: 'ann', name: 'other' });
    await engine.settle();
    const left = (await engine.rows<{ at: number }>(`select at from step where node = 'wait' order by at`)).map(
      ({ at }) => at - NOON,
    );
    expect(left).toEqual([HOUR, 1.5 * HOUR]);
  });

  it('WAIT-2 D1 an event that waits behind a full batch is in time, however long the engine lagged (D3)', async () => {
    const waiting = aJourney(
      {
        start: ['event-trigger', { event: 'signed_up' }],
        wait: ['wait-event', { event: 'ordered', timeout: '1h' }],
        bought: ['end', { result: 'bought' }],
        not: ['end', { result: 'not' }],
      },
      ['start > wait', 'wait.happened > bought', 'wait.timeout > not'],
    );
    await engine.publish(waiting);
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    engine.clock.set(NOON + HOUR - 1);
    const full = perShard(BATCH_LIMITS, ALL.length);
    await engine.accept(...Array.from({ length: full }, () => ({ profile: 'ann', name: 'visited' })));
    await engine.accept({ profile: 'ann', name: 'ordered' });
    engine.clock.set(NOON + DAY);
    await engine.settle();
    expect(await engine.rows('select reason, ended_at as at from enrollment_history')).toEqual([
      { reason: 'bought', at: NOON + HOUR - 1 },
    ]);
  });

  it('STAGE-2 a stage flips by time alone, on the millisecond, and starts the journey that waits for it', async () => {
    await engine.publish(journey({ type: 'stage-trigger', settings: { to: ['silent'] } }, '0s'));
    await engine.accept({ profile: 'ann', name: 'order_completed' });
    await engine.moveTo(NOON + 60 * DAY - 1);
    expect(await steps()).toEqual([]);
    await engine.moveTo(NOON + 60 * DAY);
    expect((await steps())[0]).toEqual({ node: 'start', at: NOON + 60 * DAY, outcome: 'left' });
    expect(await engine.rows('select from_stage, to_stage, cause, at from stage_transition order by at')).toEqual([
      { from_stage: 'unclassified', to_stage: 'growth', cause: 'event', at: NOON },
      { from_stage: 'growth', to_stage: 'silent', cause: 'time', at: NOON + 60 * DAY },
    ]);
  });

  it('STAGE-3 the counters of stages and moves agree with the rows they count (D4)', async () => {
    await engine.accept(...['a', 'b', 'c'].map((profile) => ({ profile, name: 'order_completed' })));
    await engine.settle();
    await engine.accept({ profile: 'a', name: 'order_completed' });
    await engine.moveTo(NOON + 61 * DAY);
    const stages = await engine.rows(
      'select stage, sum(n)::int as n from stage_counter group by 1 having sum(n) <> 0 order by 1',
    );
    expect(stages).toEqual([{ stage: 'silent', n: 3 }]);
    expect(await engine.rows('select sum(n)::int as n from transition_counter')).toEqual(
      await engine.rows('select count(*)::int as n from stage_transition'),
    );
  });

  it('EVENT-4 an event more than 24 h old changes history and stage, but starts nothing', async () => {
    await engine.publish(journey(onEvent('order_completed')));
    await engine.accept({ profile: 'ann', name: 'order_completed', occurredAt: NOON - 2 * DAY });
    await engine.settle();
    expect(await steps()).toEqual([]);
    expect(await engine.rows('select stage from profile')).toEqual([{ stage: 'growth' }]);
    expect(await engine.rows('select cause from stage_transition')).toEqual([{ cause: 'import' }]);
    expect(await engine.rows('select first_at, last_at from profile_fact')).toEqual([
      { first_at: NOON - 2 * DAY, last_at: NOON - 2 * DAY },
    ]);
  });

  it('D1 an import moves a profile through its stages on its own dates and starts no journey', async () => {
    await engine.publish(journey({ type: 'stage-trigger', settings: {} }));
    const events = [NOON - 200 * DAY, NOON - 190 * DAY].map((occurredAt) => ({
      occurredAt,
      name: 'order_completed',
      properties: {},
    }));
    await engine.enqueue([{ profile: 'ann', kind: 'import', payload: { events, more: false } }]);
    await engine.settle();
    expect(await engine.rows('select to_stage, cause, at from stage_transition order by at')).toEqual([
      { to_stage: 'growth', cause: 'import', at: NOON - 200 * DAY },
      { to_stage: 'mature', cause: 'import', at: NOON - 190 * DAY },
      { to_stage: 'silent', cause: 'import', at: NOON - 130 * DAY },
      { to_stage: 'churned', cause: 'import', at: NOON - 70 * DAY },
    ]);
    expect(await steps()).toEqual([]);
  });

  it('SCHED-1 fires an occurrence once, for everyone in the audience, in chunks', async () => {
    const audience: Rule = { fact: { attribute: 'city' }, is: 'eq', value: '上海' };
    await engine.publish(
      journey({ type: 'schedule-trigger', settings: { cron: '0 10 * * *', zone: 'Asia/Shanghai', audience } }),
    );
    const people = Array.from({ length: 150 }, (_, index) => `p${index}`);
    await engine.enqueue(
      people.map((profile, index) => ({
        profile,
        kind: 'identify',
        payload: { traits: { city: index % 3 === 0 ? '上海' : '北京' } },
      })),
    );
    const ten = Date.parse('2026-03-03T02:00:00Z');
    await engine.moveTo(ten);
    expect(await engine.rows('select count(*)::int as n, min(at) as at from step where node = $1', ['start'])).toEqual([
      { n: 50, at: ten },
    ]);
    await Promise.all([engine.engine.schedule.runOnce([]), engine.engine.schedule.runOnce([])]);
    await engine.settle();
    expect(await engine.rows('select count(*)::int as n from step where node = $1', ['start'])).toEqual([{ n: 50 }]);
    expect(await engine.rows('select entry from enrollment limit 1')).toEqual([
      { entry: { occurrence: new Date(ten).toISOString() } },
    ]);
  });

  it('SCHED-2 runs once for all that was missed while nobody ran', async () => {
    await engine.publish(journey({ type: 'schedule-trigger', settings: { cron: '*/5 * * * *' } }));
    await engine.enqueue([{ profile: 'ann', kind: 'identify', payload: { traits: {} } }]);
    await engine.settle();
    engine.clock.set(NOON + 3 * HOUR + SECOND);
    await engine.settle();
    expect(await engine.rows('select at from schedule_occurrence')).toEqual([{ at: NOON + 3 * HOUR }]);
    expect(await engine.rows('select next_at from schedule')).toEqual([{ next_at: NOON + 3 * HOUR + 5 * MINUTE }]);
  });

  it('D12 parks what comes due while its journey is paused, and looks at it no more', async () => {
    const id = await engine.publish(journey(onEvent('signed_up')));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    await engine.setState(id, 'paused');
    await engine.accept({ profile: 'bob', name: 'signed_up' });
    await engine.moveTo(NOON + 2 * DAY);
    expect(await live()).toEqual([{ node: 'wait', due: Infinity, parked: 'paused' }]);
    expect(await engine.engine.advance.runOnce(ALL)).toBe(false);
  });

  it('VERSION-1 an enrollment stays on the version it entered', async () => {
    const id = await engine.publish(journey(onEvent('signed_up'), '1d'));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    await engine.publish(journey(onEvent('signed_up'), '5d'), id, 2);
    await engine.accept({ profile: 'bob', name: 'signed_up' });
    await engine.settle();
    expect(await engine.rows('select version, due from enrollment order by version')).toEqual([
      { version: 1, due: NOON + DAY },
      { version: 2, due: NOON + 5 * DAY },
    ]);
  });

  it('F16 puts a profile aside that cannot be played, and its neighbours go on', async () => {
    await engine.publish(journey(onEvent('signed_up')));
    await engine.accept({ profile: 'ann', name: 'signed_up' }, { profile: 'bob', name: 'signed_up' });
    await engine.enqueue([
      { profile: 'eve', kind: 'import', payload: { events: 'not a list' } },
      { profile: 'mallory', kind: 'nonsense' },
    ]);
    await engine.settle();
    expect(engine.faults).toHaveLength(2);
    expect(await engine.rows('select kind, profile_id from inbox_failed order by kind')).toEqual([
      { kind: 'import', profile_id: engine.profile('eve') },
      { kind: 'nonsense', profile_id: engine.profile('mallory') },
    ]);
    expect(await live()).toHaveLength(2);
  });

  it('F16 keeps the delivery of a profile that was put aside with its receipt: both wait for whoever mends it', async () => {
    await engine.publish(
      aJourney(
        { start: ['event-trigger', { event: 'signed_up' }], hook: ['call-webhook', { url: 'https://example.com' }] },
        ['start > hook'],
      ),
    );
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    for (const duty of ['advance', 'decide', 'send'] as const) await engine.engine[duty].runOnce(ALL);
    await engine.enqueue([{ profile: 'ann', kind: 'nonsense' }]);
    await engine.settle();
    expect(await engine.rows('select kind from inbox_failed order by kind')).toEqual([
      { kind: 'nonsense' },
      { kind: 'receipt' },
    ]);
    expect(await engine.rows('select state from delivery')).toEqual([{ state: 'settled' }]);
    expect(await engine.rows('select outcome from delivery_history')).toEqual([]);
  });

  it('STATE-4 a version that cannot be run holds those inside it, and nobody else', async () => {
    const broken = await engine.publish(journey(onEvent('signed_up')));
    await engine.publish(journey(onEvent('ordered')));
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    await engine.rows(
      `update journey_version set graph = '{"format": 1, "name": "Broken", "nodes": 7, "edges": []}' where journey_id = $1`,
      [broken],
    );
    await engine.changed();
    await engine.accept(
      { profile: 'ann', name: 'ordered' },
      { profile: 'bob', name: 'ordered' },
      { profile: 'bob', name: 'signed_up' },
    );
    await engine.moveTo(NOON + 2 * DAY);
    expect(engine.faults.length).toBeGreaterThan(0);
    expect(await live()).toEqual([{ node: 'wait', due: Infinity, parked: 'failed' }]);
    expect(await engine.rows('select count(*)::int as n from enrollment_history')).toEqual([{ n: 2 }]);
    expect(await engine.rows('select * from inbox_failed')).toEqual([]);
  });

  it('EVENT-4 imported traits move the stage and start no journey', async () => {
    await engine.publish(journey({ type: 'stage-trigger', settings: {} }));
    const model = {
      ...ECOMMERCE_MODEL,
      stages: [
        {
          id: 'vip',
          name: { en: 'VIP', zh: 'VIP' },
          rule: { fact: { attribute: 'vip' }, is: 'eq' as const, value: true },
        },
      ],
      evaluation: ['vip'],
    };
    await engine.rows('update lifecycle_model set model = $2 where workspace_id = $1', [engine.workspace, model]);
    await engine.changed();
    await engine.enqueue([
      { profile: 'ann', kind: 'identify', payload: { imported: true, traits: { vip: true } } },
      { profile: 'bob', kind: 'identify', payload: { traits: { vip: true } } },
    ]);
    await engine.settle();
    expect(await engine.rows('select stage, count(*)::int as n from profile group by 1')).toEqual([
      { stage: 'vip', n: 2 },
    ]);
    expect(await engine.rows(`select profile_id from step where node = 'start'`)).toEqual([
      { profile_id: engine.profile('bob') },
    ]);
  });

  it('SPLIT-1 adds up what a rule of a live journey asks for', async () => {
    const spent: Rule = { fact: { event: 'tip_given', measure: 'sum', property: 'cents' }, is: 'gte', value: 300 };
    await engine.publish(journey({ type: 'event-trigger', settings: { event: 'tip_given', filter: spent } }));
    for (const cents of [100, 150, 60]) {
      await engine.accept({ profile: 'ann', name: 'tip_given', properties: { cents } });
      await engine.settle();
    }
    expect(await engine.rows('select sums from profile_fact')).toEqual([{ sums: { cents: 310 } }]);
    expect(await engine.rows(`select count(*)::int as n from step where node = 'start'`)).toEqual([{ n: 1 }]);
  });

  it('P5 two engines over the same shards play every arrival once, and each profile by one of them at a time (D14)', async () => {
    await engine.publish(journey(onEvent('signed_up'), '0s', { reentry: { rule: 'always' } }));
    const other = new TestEngine(fresh, NOON, { worker: 'other' });
    const people = Array.from({ length: 300 }, (_, index) => `p${index}`);
    for (let round = 0; round < 3; round++)
      await engine.accept(...people.map((profile) => ({ profile, name: 'signed_up' })));
    const drain = async (one: TestEngine) => {
      for (let idle = 0; idle < 3;) idle = (await one.engine.advance.runOnce(ALL)) ? 0 : idle + 1;
    };
    await Promise.all([drain(engine), drain(other), drain(engine), drain(other)]);
    await engine.settle();
    await other.close();
    expect(
      await engine.rows(
        'select count(*)::int as n, count(distinct (enrollment_id, number))::int as distinct from step',
      ),
    ).toEqual([{ n: 3 * 300 * 4, distinct: 3 * 300 * 4 }]);
    expect(await engine.rows('select max(ordinal)::int as most, min(ordinal)::int as least from profile')).toEqual([
      { most: 3, least: 3 },
    ]);
  });

  it('STAGE-4 a new model reaches a profile when it is played, with the cause “model”, and starts no journey', async () => {
    await engine.publish(
      journey({ type: 'stage-trigger', settings: { to: ['growth', 'novice'] } }, '1d', { reentry: { rule: 'always' } }),
    );
    await engine.accept({ profile: 'ann', name: 'order_completed' });
    await engine.settle();
    const model = { ...ECOMMERCE_MODEL, meanings: { order: ['other'] } };
    await engine.rows(
      'insert into lifecycle_model (workspace_id, version, model, published_at) values ($1, 2, $2, now())',
      [engine.workspace, model],
    );
    await engine.rows(`update workspace set placed_by = 2, meanings = '{"order": ["other"]}' where id = $1`, [
      engine.workspace,
    ]);
    await engine.changed();
    await engine.enqueue([{ profile: 'ann', kind: 'recompute' }]);
    await engine.settle();
    expect(
      await engine.rows('select to_stage, cause, model_version from stage_transition order by model_version'),
    ).toEqual([
      { to_stage: 'growth', cause: 'event', model_version: 1 },
      { to_stage: 'novice', cause: 'model', model_version: 2 },
    ]);
    expect(await engine.rows('select count(*)::int as n from step where node = $1', ['start'])).toEqual([{ n: 1 }]);
  });
});
