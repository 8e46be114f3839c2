import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '@sojourn/journey';
import { DAY, HOUR } from '@sojourn/rules';
import { check, look, NOW, ports, ready, refuses, sentence, visit } from './declared.js';

const ids = (...list: string[]) => list.map((id) => ({ id }));

describe('messages', () => {
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
  ])('SEND-2 SEND-4 %s intends to send, does nothing by itself, and has an error port', (name, settings, message) => {
    expect(visit(name, settings)).toEqual({ do: 'send', message });
    for (const [outcome, port] of receipts) expect(ready(name, settings).receipt!({ outcome })).toBe(port);
    expect(ports(name)).toEqual(['next!', 'failed']);
  });

  it('SEND-7 send-email may handle quiet hours otherwise than the workspace says', () => {
    const settings = { template: 'welcome', topic: 'marketing', quiet: 'ignore' };
    expect(visit('send-email', settings)).toMatchObject({ message: { quiet: 'ignore' } });
    refuses('send-email', { ...settings, quiet: 'later' });
  });

  it('SEND-9 send-email wants a topic, and a template the workspace has', () => {
    refuses('send-email', { template: 'welcome' });
    refuses('send-email', { template: 'welcome', topic: ' ' });
    const settings = { template: 'welcome', topic: 'm' };
    const templates = (channel: string) => ({ templates: [{ id: 'welcome', channel }] });
    expect(check('send-email', settings, templates('email'))).toEqual([]);
    expect(check('send-email', settings, templates('sms'))).toEqual(['template']);
    expect(check('send-email', settings)).toEqual([]);
  });

  it('call-webhook takes web addresses only, and shows no more of them than the host', () => {
    for (const url of ['shop.example.com', 'ftp://shop.example.com', 'javascript:alert(1)', ''])
      refuses('call-webhook', { url });
    expect(sentence('call-webhook', { url: 'https://shop.example.com/hook?token=secret' }).en).toBe(
      'Call shop.example.com',
    );
  });
});

describe('actions', () => {
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

  it('SEND-3 tag gives a tag or takes it away', () => {
    expect(visit('tag', { tag: 'vip' })).toEqual({ do: 'act', effects: [{ tag: 'vip' }], port: 'next' });
    expect(visit('tag', { tag: 'vip', change: 'remove' })).toMatchObject({ effects: [{ untag: 'vip' }] });
    expect(sentence('tag', { tag: 'vip', change: 'remove' })).toEqual({
      en: 'Remove the tag “vip”',
      zh: '移除标签“vip”',
    });
    refuses('tag', { tag: ' ' });
  });

  const facts = { attributes: { city: 'Xian', none: null }, entry: { order: { id: 7 } } };
  const given = {
    fixed: 'a',
    paid: true,
    city: { attribute: 'city' },
    cleared: { attribute: 'none' },
    gone: { attribute: 'nobody knows' },
    order: { entry: 'order.id' },
  };

  it('SEND-3 emit-event hands on values as they are written, and as profile and entry have them', () => {
    const entry = { 'order.id': 7 };
    expect(visit('emit-event', { event: 'warned', properties: given }, { ...facts, entry })).toEqual({
      do: 'act',
      effects: [{ emit: 'warned', properties: { fixed: 'a', paid: true, city: 'Xian', cleared: null, order: 7 } }],
      port: 'next',
    });
    expect(visit('emit-event', { event: 'warned' })).toMatchObject({ effects: [{ properties: {} }] });
    refuses('emit-event', { event: '$stage' });
    refuses('emit-event', { event: 'x', properties: { a: { b: 1 } } });
  });

  it('ENTRY-1 enter-journey hands the profile over, leave-journey takes it out; both know their journey', () => {
    expect(visit('enter-journey', { journey: 'j', entry: { city: { attribute: 'city' } } }, facts)).toEqual({
      do: 'act',
      effects: [{ enter: 'j', entry: { city: 'Xian' } }],
      port: 'next',
    });
    expect(visit('leave-journey', { journey: 'j' })).toMatchObject({ effects: [{ leave: 'j' }] });
    for (const name of ['enter-journey', 'leave-journey', 'sub-journey']) {
      const settings = { journey: 'j', ...(name === 'sub-journey' ? { timeout: '1d' } : {}) };
      expect(check(name, settings, { journeys: ids('j') })).toEqual([]);
      expect(check(name, settings, { journeys: [] })).toEqual(['journey']);
      expect(check(name, settings)).toEqual([]);
    }
  });

  it('WAIT-6 sub-journey calls, and goes on when that run ended, was refused, or the time is over', () => {
    const settings = { journey: 'j', timeout: '30d', entry: { order: { entry: 'id' } } };
    expect(visit('sub-journey', settings, { entry: { id: 7 } })).toEqual({
      do: 'call',
      journey: 'j',
      entry: { order: 7 },
      due: NOW + 30 * DAY,
    });
    const behaviour = ready('sub-journey', settings);
    expect(behaviour.returned!({ ended: 'completed' })).toBe('ended');
    expect(behaviour.returned!({ refused: 'once' })).toBe('refused');
    expect(behaviour.due!(look())).toBe('timeout');
    expect(ports('sub-journey')).toEqual(['ended!', 'refused!', 'timeout!']);
    refuses('sub-journey', { journey: 'j' });
  });

  it('end tells how the journey ended', () => {
    expect(visit('end')).toEqual({ do: 'end', reason: 'completed' });
    expect(visit('end', { result: 'returned' })).toEqual({ do: 'end', reason: 'returned' });
    expect(ports('end')).toEqual([]);
    expect(sentence('end', { result: '已挽回' }).zh).toBe('结束：已挽回');
  });
});

describe('a task for a person', () => {
  const answers = [{ id: 'reached', name: '已联系' }, { id: 'not' }];
  const task = { title: 'Call', ownerIs: 'role', owner: 'service', due: '24h', answers };

  it('WAIT-6 is opened with an owner, a due time and its answers, and rests until then', () => {
    expect(visit('human-task', task)).toEqual({
      do: 'wait',
      due: NOW + DAY,
      keep: { next: 'due', due: NOW + DAY },
      task: {
        title: 'Call',
        note: undefined,
        owner: { role: 'service' },
        due: NOW + DAY,
        remindAt: undefined,
        escalateTo: undefined,
        answers: [
          { id: 'reached', label: { en: '已联系', zh: '已联系' }, required: true },
          { id: 'not', label: { en: 'not', zh: 'not' }, required: true },
        ],
      },
    });
    expect(ports('human-task', task)).toEqual(['reached!', 'not!', 'overdue!']);
    expect(sentence('human-task', task)).toEqual({
      en: '“Call” for service, within 1 day',
      zh: 'service 在 1 天内完成“Call”',
    });
  });

  it('is left by its answers, and by no other', () => {
    expect(ready('human-task', task).answered!('reached')).toBe('reached');
    expect(() => ready('human-task', task).answered!('perhaps')).toThrow('no answer "perhaps"');
    expect(ready('human-task', task).due!(look({}, { kept: { next: 'due', due: NOW } }))).toBe('overdue');
  });

  it('reminds its owner, then hands it on, then gives up', () => {
    const settings = { ...task, remindBefore: '4h', escalateTo: 'boss@example.com', escalateAfter: '2d' };
    const wait = ready('human-task', settings);
    const due = NOW + DAY;
    expect(visit('human-task', settings)).toMatchObject({
      due: due - 4 * HOUR,
      keep: { next: 'remind', due },
      task: { due, remindAt: due - 4 * HOUR, escalateTo: 'boss@example.com' },
    });
    const reminded = wait.due!(look({}, { now: due - 4 * HOUR, kept: { next: 'remind', due } }));
    expect(reminded).toEqual({ again: due, keep: { next: 'due', due }, remind: 'owner' });
    const escalated = wait.due!(look({}, { now: due, kept: { next: 'due', due } }));
    expect(escalated).toEqual({ again: due + 2 * DAY, keep: { next: 'escalated', due }, remind: 'escalate' });
    expect(wait.due!(look({}, { now: due + 2 * DAY, kept: { next: 'escalated', due } }))).toBe('overdue');
  });

  it('is due after workdays where a calendar is chosen, at the same time of day', () => {
    // Sunday noon; Monday is off in the shop.
    expect(visit('human-task', { ...task, due: '2d', calendar: 'shop' })).toMatchObject({ due: NOW + 3 * DAY });
    expect(visit('human-task', { ...task, due: '6h', calendar: 'shop' })).toMatchObject({ due: NOW + 6 * HOUR });
    expect(check('human-task', { ...task, calendar: 'gone' }, { calendars: [] })).toEqual(['calendar']);
  });

  it('wants an owner, answers of their own, and to whom and how long it is handed on', () => {
    expect(refuses('human-task', { ...task, owner: ' ' })).toEqual(['owner']);
    expect(refuses('human-task', { ...task, answers: [{ id: 'overdue' }] })).toEqual(['answers.0.id']);
    expect(refuses('human-task', { ...task, escalateTo: 'x' })).toEqual(['escalateAfter']);
  });
});
