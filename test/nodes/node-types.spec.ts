import { describe, expect, it } from '@jest/globals';
import type { Behaviour, Outcome, Preparing, Receipt, Visit } from '@sojourn/journey';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { compileRule, DAY } from '@sojourn/rules';
import { factsOf, type PlainFacts } from '../support/facts.js';

const meanings = { order: ['order_completed'] };
const around: Preparing = {
  model: ECOMMERCE_MODEL,
  meanings,
  compile: (rule) => compileRule(rule, { meanings }),
  calendar: () => undefined,
};
const NOW = Date.parse('2026-03-01T12:00:00Z');

const look = (facts: Visit['facts'], now = NOW, arrivedAt = now): Visit => ({
  facts,
  now,
  arrivedAt,
  enteredAt: arrivedAt,
  profile: 'somebody',
  zone: () => ({ zone: 'UTC', source: 'workspace' }),
});
const typeOf = (name: string) => nodes.get(name)!;
const parsed = (name: string, settings: Record<string, unknown>) => typeOf(name).settings.parse(settings);
const ready = (name: string, settings: Record<string, unknown>): Behaviour =>
  typeOf(name).prepare!(parsed(name, settings), around);
const visit = (name: string, settings: Record<string, unknown>, facts: PlainFacts = {}): Outcome =>
  ready(name, settings).visit(look(factsOf(facts)));
const sentence = (name: string, settings: Record<string, unknown>) =>
  typeOf(name).sentence(parsed(name, settings), around);
const ports = (name: string, settings: Record<string, unknown> = {}) =>
  typeOf(name)
    .ports(settings, around)
    .map(({ id, required }) => `${id}${required ? '!' : ''}`);
const refuses = (name: string, settings: Record<string, unknown>) =>
  expect(typeOf(name).settings.safeParse(settings).success).toBe(false);

describe('triggers', () => {
  it('ENTRY-1 event-trigger names its event and its filter', () => {
    const filter = { fact: { property: 'plan' }, is: 'eq', value: 'pro' };
    expect(typeOf('event-trigger').trigger!(parsed('event-trigger', { event: ' order_completed ', filter }))).toEqual({
      on: 'event',
      event: 'order_completed',
      filter,
    });
    expect(sentence('event-trigger', { event: 'order_completed', filter })).toEqual({
      en: "When order_completed happens, if the event's “plan” is “pro”",
      zh: '当发生 order_completed，且事件属性“plan”是“pro”',
    });
    refuses('event-trigger', { event: ' ' });
    expect(ports('event-trigger')).toEqual(['next!']);
  });

  it('ENTRY-1 stage-trigger leaves either side open, and knows its stages', () => {
    expect(typeOf('stage-trigger').trigger!(parsed('stage-trigger', { to: ['silent'] }))).toEqual({
      on: 'stage',
      from: undefined,
      to: ['silent'],
    });
    expect(sentence('stage-trigger', { from: ['growth', 'mature'], to: ['silent'] })).toEqual({
      en: 'When the stage changes from Growth or Mature to Silent',
      zh: '当阶段从成长期或成熟期变为沉默期',
    });
    expect(sentence('stage-trigger', {}).zh).toBe('当阶段变为其他阶段');
    const known = { stages: ['growth', 'silent'] };
    const check = typeOf('stage-trigger').check!;
    expect(check({ from: ['growth', 'unclassified'], to: ['asleep'] }, known)).toMatchObject([{ field: 'to' }]);
    expect(check({ to: ['asleep'] }, {})).toEqual([]);
    refuses('stage-trigger', { to: [] });
  });

  it('ENTRY-1 schedule-trigger knows cron and zones, and runs a missed time once unless told otherwise', () => {
    const settings = parsed('schedule-trigger', { cron: '0 10 * * 1-5', zone: 'Asia/Shanghai' });
    expect(typeOf('schedule-trigger').trigger!(settings)).toMatchObject({
      on: 'schedule',
      when: { cron: '0 10 * * 1-5' },
      missed: 'once',
    });
    const check = (more: Record<string, unknown>) =>
      typeOf('schedule-trigger').check!(parsed('schedule-trigger', { cron: '0 10 * * *', ...more }), {});
    expect(check({})).toEqual([]);
    expect(check({ zone: 'Asia/Atlantis' })).toMatchObject([{ field: 'zone' }]);
    for (const cron of ['60 * * * *', '* * *', '0 0 30 2 *', '@daily', '0 0 * * * *', 'a b c d e']) {
      expect([cron, check({ cron })]).toMatchObject([cron, [{ field: 'cron' }]]);
    }
    expect(
      sentence('schedule-trigger', {
        cron: '0 10 * * *',
        audience: { fact: { stage: 'current' }, is: 'eq', value: 'silent' },
      }),
    ).toEqual({
      en: 'At 0 10 * * * for those of whom the stage is Silent',
      zh: '按 0 10 * * *，满足“阶段是“沉默期””的用户进入',
    });
  });
});

describe('conditions', () => {
  const rule = {
    all: [
      { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 },
      { fact: { attribute: 'city' }, is: 'eq', value: 'Xian' },
    ],
  };
  const buyer = { events: { order_completed: { count: 2, first: NOW - DAY, last: NOW } } };

  it('SPLIT-2 if-else leaves by yes or no, with the values that it met', () => {
    expect(visit('if-else', { rule }, { ...buyer, attributes: { city: 'Xian' } })).toMatchObject({
      do: 'leave',
      port: 'yes',
    });
    const no = visit('if-else', { rule }, buyer);
    expect(no).toMatchObject({ do: 'leave', port: 'no' });
    expect((no as { reason: { findings: unknown[] } }).reason.findings).toEqual([
      { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2, found: 2, holds: true },
      { fact: { attribute: 'city' }, is: 'eq', value: 'Xian', holds: false },
    ]);
    expect(ports('if-else')).toEqual(['yes!', 'no!']);
    expect(sentence('if-else', { rule })).toEqual({
      en: 'If Order paid happened at least 2 times and “city” is “Xian”',
      zh: '如果支付订单至少发生 2 次，且属性“city”是“Xian”',
    });
  });

  it('SPLIT-3 stage-split has a port for every stage and leaves by the one the profile is in', () => {
    expect(ports('stage-split')).toEqual(['novice', 'growth', 'mature', 'silent', 'churned', 'unclassified']);
    expect(visit('stage-split', {}, { stage: { stage: 'silent', since: NOW } })).toEqual({
      do: 'leave',
      port: 'silent',
      reason: { stage: 'silent' },
    });
    expect(visit('stage-split', {})).toMatchObject({ port: 'unclassified' });
  });
});

describe('waits', () => {
  it('WAIT-1 wait-duration is due when the time has elapsed since it was reached', () => {
    const wait = ready('wait-duration', { for: '3d' });
    const seen = look(factsOf({}), NOW, NOW - DAY);
    expect(wait.visit(seen)).toEqual({ do: 'wait', due: NOW + 2 * DAY });
    expect(wait.due!(seen)).toBe('next');
    expect(sentence('wait-duration', { for: '1d12h' })).toEqual({ en: 'Wait 1 day 12 hours', zh: '等待 1 天 12 小时' });
    refuses('wait-duration', { for: '' });
    refuses('wait-duration', {});
  });

  it('WAIT-1 WAIT-6 wait-event listens for its event, filters it, and always has a timeout', () => {
    const filter = { fact: { property: 'paid' }, is: 'gt', value: 10 };
    const wait = ready('wait-event', { event: 'order_completed', filter, timeout: '30d' });
    const at = (properties: PlainFacts['properties']) => look(factsOf({ properties }));
    expect(wait.listens).toEqual(['order_completed']);
    expect(wait.visit(at({}))).toEqual({ do: 'wait', due: NOW + 30 * DAY });
    const heard = { name: 'order_completed', at: NOW, properties: {} };
    expect(wait.hears!(heard, at({ paid: 11 }))).toBe('happened');
    expect(wait.hears!(heard, at({ paid: 10 }))).toBeUndefined();
    expect(wait.hears!(heard, at({}))).toBeUndefined();
    expect(wait.due!(at({}))).toBe('timeout');
    expect(ports('wait-event')).toEqual(['happened!', 'timeout!']);
    refuses('wait-event', { event: 'order_completed' });
    expect(sentence('wait-event', { event: 'order_completed', timeout: '30d' }).zh).toBe(
      '等待 order_completed，最长 30 天',
    );
  });

  it('WAIT-3 a wait can ask for what started the journey', () => {
    const filter = { fact: { entry: 'plan' }, is: 'eq', value: 'pro' };
    const wait = ready('wait-event', { event: 'x', filter, timeout: '1d' });
    const heard = { name: 'x', at: NOW, properties: {} };
    expect(wait.hears!(heard, look(factsOf({ entry: { plan: 'pro' } })))).toBe('happened');
  });
});

describe('messages and actions', () => {
  const receipts: [Receipt['outcome'], string][] = [
    ['sent', 'next'],
    ['dropped', 'next'],
    ['expired', 'next'],
    ['unknown', 'next'],
    ['failed', 'failed'],
  ];

  it.each([
    [
      'send-email',
      { template: 'welcome', topic: 'marketing', notAfter: '2d' },
      { channel: 'email', topic: 'marketing', content: { template: 'welcome' }, notAfter: '2d' },
    ],
    [
      'call-webhook',
      { url: 'https://shop.example.com/hook', body: '{}' },
      { channel: 'webhook', topic: 'transactional', content: { url: 'https://shop.example.com/hook', body: '{}' } },
    ],
  ])('SEND-2 %s intends to send and does nothing by itself', (name, settings, message) => {
    expect(visit(name, settings)).toEqual({ do: 'send', message });
    for (const [outcome, port] of receipts) expect(ready(name, settings).receipt!({ outcome })).toBe(port);
    expect(ports(name)).toEqual(['next!', 'failed']);
  });

  it('SEND-9 send-email wants a topic, and a template the workspace has', () => {
    refuses('send-email', { template: 'welcome' });
    refuses('send-email', { template: 'welcome', topic: ' ' });
    const check = typeOf('send-email').check!;
    expect(check({ template: 'welcome', topic: 'm' }, { templates: [{ id: 'welcome', channel: 'email' }] })).toEqual(
      [],
    );
    expect(
      check({ template: 'welcome', topic: 'm' }, { templates: [{ id: 'welcome', channel: 'sms' }] }),
    ).toMatchObject([{ field: 'template' }]);
    expect(check({ template: 'welcome', topic: 'm' }, {})).toEqual([]);
  });

  it('call-webhook takes web addresses only, and shows no more of them than the host', () => {
    for (const url of ['shop.example.com', 'ftp://shop.example.com', 'javascript:alert(1)', ''])
      refuses('call-webhook', { url });
    expect(sentence('call-webhook', { url: 'https://shop.example.com/hook?token=secret' }).en).toBe(
      'Call shop.example.com',
    );
  });

  it('SEND-3 set-attribute sets a value or clears it, and keeps off what is reserved', () => {
    expect(visit('set-attribute', { attribute: 'tier', value: 'vip' })).toEqual({
      do: 'act',
      effects: [{ set: { tier: 'vip' } }],
      port: 'next',
    });
    expect(visit('set-attribute', { attribute: 'tier', value: null })).toMatchObject({
      effects: [{ set: { tier: null } }],
    });
    for (const attribute of ['consents', '__proto__', ' ']) refuses('set-attribute', { attribute, value: 1 });
    refuses('set-attribute', { attribute: 'a', value: { b: 1 } });
    expect(sentence('set-attribute', { attribute: 'tier', value: 'vip' }).zh).toBe('将 tier 设为 vip');
  });

  it('end tells how the journey ended', () => {
    expect(visit('end', {})).toEqual({ do: 'end', reason: 'completed' });
    expect(visit('end', { result: 'returned' })).toEqual({ do: 'end', reason: 'returned' });
    expect(ports('end')).toEqual([]);
    expect(sentence('end', { result: '已挽回' }).zh).toBe('结束：已挽回');
  });
});
