import { describe, expect, it } from '@jest/globals';
import { rehearse, type Journey, type RehearsalEvent, type RehearsalResult } from '@sojourn/journey';
import { GENERAL_MODEL, ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { DAY, type Instant } from '@sojourn/rules';
import { day, awaiting, drawn } from './playing.js';

const winBack = drawn(
  {
    silent: ['stage-trigger', { to: ['silent'] }],
    mail: ['send-email', { template: 't', topic: 'marketing' }],
    wait: ['wait-event', awaiting('order_completed', '30d')],
    returned: ['end'],
    gone: ['end'],
  },
  ['silent.next>mail', 'mail.next>wait', 'wait.happened>returned', 'wait.timeout>gone'],
);

const order = (profile: string, at: Instant): RehearsalEvent => ({
  profile,
  name: 'order_completed',
  occurredAt: at,
  properties: {},
});

function run(events: RehearsalEvent[], from: Instant, to: Instant, journey: Journey = winBack): RehearsalResult {
  return rehearse({ journey, registry: nodes, model: ORDERS_ONLY_MODEL, events, from, to });
}

describe('a rehearsal', () => {
  it('lists every node and every stage, in the order of the journey and of the model', () => {
    const result = run([order('a', day(0))], day(0), day(1));
    expect(Object.keys(result)).toEqual(['profiles', 'events', 'transitions', 'stages', 'nodes', 'sends']);
    expect(Object.keys(result.nodes)).toEqual(['silent', 'mail', 'wait', 'returned', 'gone']);
    expect(Object.keys(result.stages)).toEqual(['novice', 'growth', 'mature', 'silent', 'churned', 'unclassified']);
    expect(result.nodes.mail).toEqual({ entered: 0, waiting: 0, left: {} });
    expect(result.sends).toEqual({ mail: 0 });
  });

  it('counts instants from the first on and before the last', () => {
    const history = [order('a', day(0))];
    expect(run(history, day(60), day(60) + 1).transitions).toEqual({ 'growth>silent': 1 });
    expect(run(history, day(60), day(60) + 1).sends).toEqual({ mail: 1 });
    expect(run(history, day(60) + 1, day(61)).transitions).toEqual({});
    expect(run(history, day(60) + 1, day(61)).nodes.silent!.entered).toBe(0);
    const before = run(history, day(0), day(60));
    expect(before.transitions).toEqual({ 'unclassified>growth': 1 });
    expect(before.stages.growth).toBe(1);
  });

  it('builds facts and stages from events before the span, which start and count nothing', () => {
    const result = run([order('a', day(0)), order('a', day(10))], day(20), day(75));
    expect(result).toMatchObject({
      transitions: { 'mature>silent': 1 },
      stages: { silent: 1 },
      profiles: 1,
      events: 2,
    });
    expect(result.nodes.wait).toEqual({ entered: 1, waiting: 1, left: {} });
  });

  it('does not know what happened from the end of the span on; who was not seen before is unclassified', () => {
    const result = run([order('a', day(0)), order('a', day(70)), order('b', day(70))], day(0), day(70));
    expect(result).toMatchObject({ profiles: 2, events: 3, stages: { silent: 1, unclassified: 1 } });
    expect(result.nodes.wait!.waiting).toBe(1);
  });

  it('TIME-6 a timeout at the very end of the span has not happened', () => {
    expect(run([order('a', day(0))], day(0), day(90)).nodes.wait).toMatchObject({ waiting: 1, left: {} });
    expect(run([order('a', day(0))], day(0), day(90) + 1).nodes.wait).toMatchObject({
      waiting: 0,
      left: { timeout: 1 },
    });
  });

  it('plays each profile in order of time, and ties in the order of the file', () => {
    const journey = drawn(
      {
        first: ['event-trigger', { event: 'a' }],
        wait: ['wait-event', awaiting('b', '1d')],
        yes: ['end'],
        no: ['end'],
      },
      ['first.next>wait', 'wait.happened>yes', 'wait.timeout>no'],
    );
    const event = (name: string, at: Instant) => ({ profile: 'p', name, occurredAt: at, properties: {} });
    const inOrder = run([event('a', day(1)), event('b', day(1))], day(0), day(9), journey);
    expect(inOrder.nodes.wait!.left).toEqual({ happened: 1 });
    const tied = run([event('b', day(1)), event('a', day(1))], day(0), day(9), journey);
    expect(tied.nodes.wait!.left).toEqual({ timeout: 1 });
    const astray = run([event('b', day(2) - 1), event('a', day(1))], day(0), day(9), journey);
    expect(astray.nodes.wait!.left).toEqual({ happened: 1 });
  });

  it('counts exact duplicates as two', () => {
    expect(run([order('a', day(0)), order('a', day(0))], day(0), day(1)).transitions).toEqual({
      'unclassified>growth': 1,
      'growth>mature': 1,
    });
  });

  it('uses the usual meanings where the model brings none', () => {
    const events = ['signed_up', 'app_opened'].map((name, index) => ({
      profile: 'p',
      name,
      occurredAt: day(index),
      properties: {},
    }));
    const result = rehearse({
      journey: winBack,
      registry: nodes,
      model: GENERAL_MODEL,
      events,
      from: day(0),
      to: day(5),
    });
    expect(result.stages).toMatchObject({ new: 1 });
  });

  it('refuses an empty span in words', () => {
    expect(() => run([], day(1), day(1))).toThrow('The span is empty');
  });
});

describe('a schedule in a rehearsal', () => {
  const daily = drawn(
    {
      each: [
        'schedule-trigger',
        {
          cron: '0 9 * * *',
          zone: 'Asia/Shanghai',
          audience: { fact: { stage: 'current' }, is: 'in', value: ['mature'] },
          missed: 'once',
        },
      ],
      mail: ['send-email', { template: 't', topic: 'm' }],
      end: ['end'],
    },
    ['each.next>mail', 'mail.next>end'],
  );

  it('SCHED-1 takes the audience in at each occurrence, as it is at that instant, in the zone of the schedule', () => {
    const events = [order('a', day(0)), order('a', day(1) + DAY / 24), order('b', day(0))];
    // 09:00 in Shanghai is 01:00 UTC: the second order comes with the occurrence and is not seen by it.
    expect(run(events, day(0), day(4), daily).sends).toEqual({ mail: 2 });
    expect(run(events, day(0), day(4) + DAY / 24, daily).sends).toEqual({ mail: 2 });
    expect(run(events, day(0), day(4) + DAY / 24 + 1, daily).sends).toEqual({ mail: 3 });
  });

  it('SCHED-1 takes nobody in who was not seen yet', () => {
    const everyone = {
      ...daily,
      nodes: daily.nodes.map((node) =>
        node.id === 'each' ? { ...node, settings: { ...node.settings, audience: undefined } } : node,
      ),
    };
    // Days 0 and 1 pass without anybody; on days 2 and 3 it is known.
    expect(run([order('a', day(2))], day(0), day(4), everyone).sends).toEqual({ mail: 2 });
  });

  it('SCHED-1 tells those it takes in which occurrence it was, as the engine does', () => {
    const tells = drawn(
      {
        each: ['schedule-trigger', { cron: '0 9 * * *', zone: 'Asia/Shanghai' }],
        ask: ['if-else', { rule: { fact: { entry: 'occurrence' }, is: 'eq', value: '2026-01-03T01:00:00.000Z' } }],
        yes: ['end'],
        no: ['end'],
      },
      ['each.next>ask', 'ask.yes>yes', 'ask.no>no'],
    );
    expect(run([order('a', day(0))], day(1), day(4), tells).nodes.ask!.left).toEqual({ no: 2, yes: 1 });
  });

  it('refuses a span with more occurrences than anybody means', () => {
    const often = drawn({ each: ['schedule-trigger', { cron: '* * * * *' }], end: ['end'] }, ['each.next>end']);
    expect(() => run([order('a', day(0))], day(0), day(30), often)).toThrow('Rehearse a shorter span');
  });
});
