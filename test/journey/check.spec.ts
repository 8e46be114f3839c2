import { describe, expect, it } from '@jest/globals';
import { checkJourney, type Journey, type KnownReferences, type Problem } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import type { Rule } from '@sojourn/rules';
import { awaiting, drawn } from './playing.js';

const around = { meanings: { order: ['order_completed'] }, model: ORDERS_ONLY_MODEL };
const check = (journey: Journey, known: KnownReferences = {}): Problem[] => checkJourney(journey, nodes, known, around);

/** Problems in one line each: code, node, field. */
const told = (journey: Journey, known?: KnownReferences): string[] =>
  check(journey, known).map(({ code, node, edge, field }) =>
    [code, node ?? '-', ...(edge === undefined ? [] : [`edge ${edge}`]), ...(field === undefined ? [] : [field])].join(
      ' ',
    ),
  );

const START: [string, Record<string, unknown>] = ['event-trigger', { event: 'order_completed' }];
const MAIL: [string, Record<string, unknown>] = ['send-email', { template: 't', topic: 'marketing' }];

describe('VERSION-4 the check before publishing', () => {
  it('passes a sound journey', () => {
    const journey = drawn(
      { start: START, mail: MAIL, wait: ['wait-event', awaiting('x', '1d')], a: ['end'], b: ['end'] },
      ['start.next>mail', 'mail.next>wait', 'wait.happened>a', 'wait.timeout>b'],
    );
    expect(check(journey)).toEqual([]);
  });

  it('VERSION-4 wants a trigger, and does not call everything unreachable without one', () => {
    expect(told(drawn({ mail: MAIL, end: ['end'] }, ['mail.next>end']))).toEqual(['no_trigger -']);
    expect(told(drawn({}, []))).toEqual(['no_trigger -']);
  });

  it('VERSION-4 names nodes of unknown types and does not judge their connections', () => {
    const journey = drawn({ start: START, odd: ['teleport'], end: ['end'] }, ['start.next>odd', 'odd.through>end']);
    expect(told(journey)).toEqual(['unknown_type odd']);
  });

  it('VERSION-4 names two nodes of one id', () => {
    const journey = drawn({ start: START, end: ['end'] }, ['start.next>end']);
    journey.nodes.push({ id: 'end', type: 'end', settings: {} });
    expect(told(journey)).toEqual(['duplicate_node end']);
  });

  it('VERSION-4 finds connections from nowhere, to nowhere, into a trigger, from a port there is not, and two on one port', () => {
    const journey = drawn({ start: START, rest: ['wait-duration', { for: '1d' }], end: ['end'] }, [
      'start.next>rest',
      'rest.next>end',
      'rest.next>rest',
      'rest.sideways>end',
      'rest.next>start',
      'ghost.next>end',
      'rest.next>ghost',
    ]);
    expect(told(journey)).toEqual([
      'port_taken rest edge 2',
      'unknown_port rest edge 3',
      'edge_into_trigger rest edge 4',
      'port_taken rest edge 4',
      'edge_from_nowhere end edge 5',
      'edge_to_nowhere rest edge 6',
    ]);
  });

  it('VERSION-4 wants every required port connected, and leaves optional ones open', () => {
    const journey = drawn({ start: START, mail: MAIL, ask: ['if-else', { rule: { all: [] } }], end: ['end'] }, [
      'start.next>mail',
      'mail.next>ask',
      'ask.yes>end',
    ]);
    expect(told(journey)).toEqual(['port_open ask no']);
  });

  it('VERSION-4 finds nodes that no trigger leads to, islands that only lead to each other included', () => {
    const journey = drawn(
      { start: START, end: ['end'], a: ['wait-duration', { for: '1d' }], b: ['wait-duration', { for: '1d' }] },
      ['start.next>end', 'a.next>b', 'b.next>a'],
    );
    expect(told(journey)).toEqual(['unreachable a', 'unreachable b']);
  });

  it('VERSION-4 refuses a circle in which no time passes, and tells the way round', () => {
    const journey = drawn({ start: START, mail: MAIL, ask: ['if-else', { rule: { all: [] } }], end: ['end'] }, [
      'start.next>mail',
      'mail.next>ask',
      'ask.yes>mail',
      'ask.no>end',
    ]);
    const [problem, ...others] = check(journey);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'cycle', node: 'mail' });
    expect(problem!.message.en).toContain('mail → ask → mail');
  });

  it('VERSION-4 lets a circle be that rests in a wait', () => {
    const journey = drawn({ start: START, mail: MAIL, rest: ['wait-duration', { for: '7d' }] }, [
      'start.next>mail',
      'mail.next>rest',
      'rest.next>mail',
    ]);
    expect(told(journey)).toEqual([]);
  });

  it('VERSION-4 STATE-3 lets a circle be that a node has a visit budget in', () => {
    const journey = drawn({ start: START, a: MAIL, b: MAIL }, ['start.next>a', 'a.next>b', 'b.next>a']);
    expect(told(journey)).toContain('cycle a');
    const budgeted = {
      ...journey,
      nodes: journey.nodes.map((node) => (node.id === 'b' ? { ...node, visits: 3 } : node)),
    };
    expect(told(budgeted)).not.toContain('cycle a');
  });

  it('VERSION-4 finds each of several circles once, and a node that leads to itself', () => {
    const ask: [string, Record<string, unknown>] = ['if-else', { rule: { all: [] } }];
    const journey = drawn({ start: START, a: ask, b: ask, c: ask, end: ['end'] }, [
      'start.next>a',
      'a.yes>b',
      'a.no>c',
      'b.yes>a',
      'b.no>a',
      'c.yes>c',
      'c.no>end',
    ]);
    expect(told(journey)).toEqual(['cycle a', 'cycle c']);
  });

  it('VERSION-4 tells which setting is wrong, and what to write', () => {
    const journey = drawn(
      {
        start: ['event-trigger', { event: '' }],
        rest: ['wait-duration', { for: '30 days' }],
        call: ['call-webhook', { url: 'ftp://x' }],
        end: ['end'],
      },
      ['start.next>rest', 'rest.next>call', 'call.next>end'],
    );
    expect(told(journey)).toEqual([
      'invalid_settings start event',
      'invalid_settings rest for',
      'invalid_settings call url',
    ]);
    expect(check(journey).map(({ message }) => message.zh)).toEqual([
      '不能为空。',
      '请填写时长，例如 30d、24h、15m 或 1d12h（最长 100 年）。',
      '请填写完整地址，以 https:// 开头。',
    ]);
  });

  it('VERSION-4 finds the faulty comparison inside a condition', () => {
    const rule = { all: [{ not: { fact: { event: 'x', measure: 'last' }, is: 'within', value: '30 days' } }] };
    const journey = drawn({ start: START, ask: ['if-else', { rule }], a: ['end'], b: ['end'] }, [
      'start.next>ask',
      'ask.yes>a',
      'ask.no>b',
    ]);
    expect(told(journey)).toEqual(['invalid_settings ask rule.all.0.not.value']);
  });

  it('VERSION-4 a date of the year 9999 is told where it stands', () => {
    const rule = { fact: { attribute: 'due' }, is: 'before', value: '9999-01-01' };
    const journey = drawn({ start: START, ask: ['if-else', { rule }], a: ['end'], b: ['end'] }, [
      'start.next>ask',
      'ask.yes>a',
      'ask.no>b',
    ]);
    expect(told(journey)).toEqual(['invalid_settings ask rule.value']);
  });

  it('VERSION-4 a message wants a consent topic', () => {
    const journey = drawn({ start: START, mail: ['send-email', { template: 't' }], end: ['end'] }, [
      'start.next>mail',
      'mail.next>end',
    ]);
    expect(told(journey)).toEqual(['no_topic mail topic']);
  });

  it('VERSION-4 refuses zones and schedules that do not exist, of the journey and of a node', () => {
    const journey = drawn(
      { start: ['schedule-trigger', { cron: '61 * * * *', zone: 'Mars/Base' }], end: ['end'] },
      ['start.next>end'],
      {
        zone: '+08:00',
      },
    );
    expect(told(journey)).toEqual([
      'invalid_zone - settings.zone',
      'invalid_settings start zone',
      'invalid_settings start cron',
    ]);
  });

  it('VERSION-4 refuses references to stages, models and templates nobody knows', () => {
    const stage = (value: string, model?: string) => ({
      fact: { stage: 'current', ...(model ? { model } : {}) },
      is: 'eq',
      value,
    });
    const journey = drawn(
      {
        start: ['stage-trigger', { to: ['asleep'] }],
        mail: MAIL,
        ask: ['if-else', { rule: { any: [stage('silent'), stage('dozing'), stage('silent', 'loyalty')] } }],
        a: ['end'],
        b: ['end'],
      },
      ['start.next>mail', 'mail.next>ask', 'ask.yes>a', 'ask.no>b'],
    );
    expect(told(journey, { templates: [{ id: 't', channel: 'sms' }] })).toEqual([
      'invalid_settings start to',
      'invalid_settings mail template',
      'unknown_reference ask rule',
      'unknown_reference ask rule',
    ]);
  });

  it('VERSION-4 names segments, computed attributes and tags that nobody knows, on either side of a comparison', () => {
    const rule = {
      all: [
        { fact: { computed: 'basket' }, is: 'gte', value: 1 },
        { fact: { score: 'r' }, is: 'gte', value: { computed: 'gone' } },
        { not: { fact: { segment: 'lost' }, is: 'eq', value: true } },
        { fact: { tag: 'vip' }, is: 'eq', value: true },
        { fact: { tag: 'vpi' }, is: 'eq', value: true },
      ],
    };
    const journey = drawn({ start: START, ask: ['if-else', { rule }], end: ['end'] }, [
      'start.next>ask',
      'ask.yes>end',
      'ask.no>end',
    ]);
    journey.settings = { exits: [{ id: 'out', when: { on: 'condition', rule: rule.all[4] as Rule } }] };
    const basket = { event: 'order_completed', measure: 'average', property: 'paid' } as const;
    const named = { ...around, computed: new Map([['basket', basket]]), segments: new Map() };
    const problems = checkJourney(journey, nodes, { tags: ['vip'] }, named);
    expect(problems.map(({ severity, code, node, field }) => [severity, code, node ?? '-', field].join(' '))).toEqual([
      'warning unknown_reference - settings.exits.0.when.rule',
      'error unknown_reference ask rule',
      'error unknown_reference ask rule',
      'warning unknown_reference ask rule',
    ]);
    for (const [index, name] of [
      [1, 'gone'],
      [3, 'vpi'],
    ] as const)
      expect([problems[index]!.message.en, problems[index]!.message.zh].every((words) => words.includes(name))).toBe(
        true,
      );
    // Whoever does not know the workspace cannot say what it lacks.
    expect(told(journey)).toEqual([]);
  });

  it('warns, without refusing, of what is never true and of what leads nowhere', () => {
    const never = [
      { fact: { property: 'plan' }, is: 'eq', value: 'pro' },
      { fact: { meaning: 'refund', measure: 'count' }, is: 'gte', value: 1 },
    ];
    const journey = drawn(
      { start: START, ask: ['if-else', { rule: { any: never } }], split: ['stage-split'], end: ['end'] },
      ['start.next>ask', 'ask.yes>end', 'ask.no>split'],
    );
    expect(told(journey)).toEqual(['never_known ask rule', 'unknown_reference ask rule', 'dead_end split']);
    expect(check(journey).every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('speaks both languages in every problem', () => {
    const journey = drawn(
      {
        start: ['event-trigger', {}],
        odd: ['teleport'],
        mail: ['send-email', { template: 3, more: 1 }],
        lone: ['end', { result: 'x'.repeat(101) }],
      },
      ['start.next>mail', 'mail.next>ghost', 'mail.failed>start'],
      { zone: 'Nowhere' },
    );
    const problems = check(journey);
    expect(problems.length).toBeGreaterThan(8);
    for (const { message } of problems) {
      expect(message.en).toMatch(/^[\x20-\x7e“”→]+$/);
      expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('checks a thousand nodes, all in one knot, within a second', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
    const journey: Journey = {
      format: 1,
      name: 'Knot',
      nodes: [
        { id: 'start', type: 'event-trigger', settings: { event: 'x' } },
        ...ids.slice(1).map((id) => ({ id, type: 'if-else', settings: { rule: { all: [] } } })),
      ],
      edges: [{ from: 'start', port: 'next', to: 'n1' }],
    };
    for (const [index, id] of ids.slice(1).entries()) {
      journey.edges.push(
        { from: id, port: 'yes', to: `n${1 + ((index + 1) % 999)}` },
        { from: id, port: 'no', to: `n${1 + ((index * 7) % 999)}` },
      );
    }
    const begun = performance.now();
    expect(check(journey).filter(({ code }) => code === 'cycle')).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
