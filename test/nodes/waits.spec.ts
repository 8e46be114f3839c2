import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import type { PlainFacts } from '../support/facts.js';
import { happened } from '../support/facts.js';
import { check, labels, look, NOW, ports, ready, refuses, sentence, typeOf, visit } from './declared.js';

const at = (iso: string) => Date.parse(iso);
/** Where a wait is due that was reached at a moment, in a zone. */
const due = (name: string, settings: Record<string, unknown>, now: string, facts: PlainFacts = {}, zone = 'UTC') => {
  const outcome = visit(name, settings, facts, { now: at(now), zone });
  return outcome.do === 'wait' ? new Date(outcome.due).toISOString() : outcome;
};
const byDay = (date: string) => `${date}T10:00:00.000Z`;

describe('waiting for a duration', () => {
  it('WAIT-1 wait-duration is due when the time has elapsed since it was reached', () => {
    const wait = ready('wait-duration', { for: '3d' });
    const seen = look({}, { arrivedAt: NOW - DAY });
    expect(wait.visit(seen)).toEqual({ do: 'wait', due: NOW + 2 * DAY });
    expect(wait.due!(seen)).toBe('next');
    expect(sentence('wait-duration', { for: '1d12h' })).toEqual({ en: 'Wait 1 day 12 hours', zh: '等待 1 天 12 小时' });
    refuses('wait-duration', { for: '' });
    refuses('wait-duration', {});
  });
});

describe('waiting for a time', () => {
  it('WAIT-1 TIME-2 is due at HH:MM, N local days later, in the zone of the profile', () => {
    expect(due('wait-time', { at: '10:00' }, '2026-03-01T09:59:00Z')).toBe(byDay('2026-03-01'));
    expect(due('wait-time', { at: '10:00' }, '2026-03-01T10:00:00Z')).toBe(byDay('2026-03-02'));
    expect(due('wait-time', { at: '10:00', days: 2 }, '2026-03-01T23:00:00Z')).toBe(byDay('2026-03-03'));
    expect(due('wait-time', { at: '10:00' }, '2026-03-01T12:00:00Z', {}, 'Asia/Shanghai')).toBe(
      '2026-03-02T02:00:00.000Z',
    );
  });

  it('TIME-1 tells the zone it counted in and where that came from', () => {
    const outcome = visit('wait-time', { at: '10:00' }, {}, { zone: 'Asia/Shanghai' });
    const kept = { zone: 'Asia/Shanghai', source: 'profile' };
    expect(outcome).toMatchObject({ do: 'wait', keep: kept });
    expect(ready('wait-time', { at: '10:00' }).due!(look({}, { kept }))).toEqual({ port: 'next', reason: kept });
  });

  it('WAIT-1 is due on chosen weekdays, workdays of a calendar, or a day of the month', () => {
    // 1 March 2026 is a Sunday; the shop's Monday is off, its Saturday is made up.
    expect(due('wait-time', { at: '10:00', weekdays: [3, 5] }, '2026-03-01T12:00:00Z')).toBe(byDay('2026-03-04'));
    expect(due('wait-time', { at: '10:00', calendar: 'shop' }, '2026-03-01T12:00:00Z')).toBe(byDay('2026-03-03'));
    expect(due('wait-time', { at: '10:00', calendar: 'shop', days: 5 }, '2026-03-01T12:00:00Z')).toBe(
      byDay('2026-03-07'),
    );
    expect(due('wait-time', { at: '10:00', calendar: 'china', days: 1 }, '2026-02-14T12:00:00Z')).toBe(
      byDay('2026-02-24'),
    );
    expect(due('wait-time', { at: '10:00', calendar: 'mon-fri', monthDay: 1 }, '2026-07-15T12:00:00Z')).toBe(
      byDay('2026-08-03'),
    );
    expect(due('wait-time', { at: '10:00', monthDay: 31 }, '2026-02-01T12:00:00Z')).toBe(byDay('2026-02-28'));
  });

  it('STATE-4 fails where no day can be chosen', () => {
    const impossible = { at: '10:00', weekdays: [6], calendar: 'mon-fri' };
    expect(() => visit('wait-time', impossible)).toThrow('No day of the next two years');
  });

  it('is told in words and checked', () => {
    expect(sentence('wait-time', { at: '10:00' })).toEqual({ en: 'Wait until 10:00', zh: '等到 10:00' });
    expect(sentence('wait-time', { at: '10:00', days: 1, weekdays: [5, 1] })).toEqual({
      en: 'Wait until 10:00 1 day later on Mon, Fri',
      zh: '等到1 天后的周一、五的 10:00',
    });
    expect(check('wait-time', { at: '10:00', calendar: 'gone' }, { calendars: [{ id: 'shop' }] })).toEqual([
      'calendar',
    ]);
    expect(check('wait-time', { at: '10:00', calendar: 'china' }, { calendars: [] })).toEqual([]);
    for (const wrong of [{ at: '24:00' }, { weekdays: [] }, { weekdays: [8] }, { monthDay: 32 }, { days: -1 }])
      refuses('wait-time', { at: '10:00', ...wrong });
    expect(ports('wait-time')).toEqual(['next!']);
  });
});

describe('waiting for a date', () => {
  const soon = { attributes: { expires: '2026-03-31' } };

  it('WAIT-1 is due at a date of the profile or of the starting event, moved by days, at a local time', () => {
    const expiry = { attribute: 'expires', offset: -7, at: '10:00' };
    expect(due('wait-date', expiry, '2026-03-01T12:00:00Z', soon)).toBe(byDay('2026-03-24'));
    expect(
      due('wait-date', { property: 'end', at: '10:00' }, '2026-03-01T12:00:00Z', { entry: { end: '2026-03-05' } }),
    ).toBe(byDay('2026-03-05'));
    expect(due('wait-date', expiry, '2026-03-01T12:00:00Z', soon, 'Asia/Shanghai')).toBe('2026-03-24T02:00:00.000Z');
  });

  it('WAIT-1 keeps the time that the value tells where none is set, and is midnight where it tells none', () => {
    const facts = { attributes: { moment: '2026-03-10T16:30:00Z', day: '2026-03-10' } };
    expect(due('wait-date', { attribute: 'moment', offset: 1 }, '2026-03-01T12:00:00Z', facts)).toBe(
      '2026-03-11T16:30:00.000Z',
    );
    expect(due('wait-date', { attribute: 'day' }, '2026-03-01T12:00:00Z', facts, 'Asia/Shanghai')).toBe(
      '2026-03-09T16:00:00.000Z',
    );
  });

  it('WAIT-1 waits for the next anniversary by either calendar, which is never in the past', () => {
    const born = { attributes: { birthday: '1990-10-03' } };
    const yearly = { attribute: 'birthday', recurs: 'yearly', at: '10:00' };
    expect(due('wait-date', yearly, '2026-10-03T09:59:00Z', born)).toBe(byDay('2026-10-03'));
    expect(due('wait-date', yearly, '2026-10-03T10:00:00Z', born)).toBe(byDay('2027-10-03'));
    expect(due('wait-date', { ...yearly, recurs: 'lunar' }, '2026-03-01T12:00:00Z', born)).toBe(byDay('2026-09-25'));
    expect(due('wait-date', { ...yearly, offset: -3 }, '2026-10-01T12:00:00Z', born)).toBe(byDay('2027-09-30'));
  });

  it('WAIT-5 a date in the past goes on at once, takes its port, or leaves the journey', () => {
    const past = { attributes: { expires: '2026-02-01' } };
    const went = (choice: object) => visit('wait-date', { attribute: 'expires', ...choice }, past);
    expect(went({})).toMatchObject({ do: 'leave', port: 'next', reason: { past: true, until: '2026-02-01' } });
    expect(went({ past: 'port' })).toMatchObject({ do: 'leave', port: 'past' });
    expect(went({ past: 'exit' })).toEqual({ do: 'end', reason: 'date_past' });
    expect(ports('wait-date', { past: 'go' })).toEqual(['next!', 'unknown!']);
    expect(ports('wait-date', { past: 'port' })).toEqual(['next!', 'past!', 'unknown!']);
  });

  it('WAIT-5 a date that is not known, or is none, has a way of its own', () => {
    for (const expires of [undefined, null, 'soon', '2026-02-30'])
      expect(visit('wait-date', { attribute: 'expires' }, { attributes: { expires: expires as never } })).toMatchObject(
        {
          do: 'leave',
          port: 'unknown',
          reason: { date: { expires: expires ?? null }, zone: 'UTC' },
        },
      );
  });

  it('names one date, and tells it in words', () => {
    expect(refuses('wait-date', {})).toContain('attribute');
    expect(refuses('wait-date', { attribute: 'a', property: 'b' })).toContain('attribute');
    expect(sentence('wait-date', { attribute: 'expires', offset: -7, at: '10:00' })).toEqual({
      en: 'Wait until 7 days before “expires” at 10:00',
      zh: '等到“expires”前 7 天的 10:00',
    });
  });
});

describe('waiting for one of several events', () => {
  const filter = { fact: { property: 'paid' }, is: 'gt', value: 10 };
  const events = [
    { id: 'paid', event: 'order', filter },
    { id: 'ordered', event: 'order' },
    { id: 'came', name: '回访', event: 'visit' },
  ];
  const heard = (name: string) => ({ name, at: NOW, properties: {} });

  it('WAIT-1 WAIT-6 leaves by the first that accepts the event, and always has a timeout', () => {
    const wait = ready('wait-event', { events, timeout: '30d' });
    expect(wait.listens).toEqual(['order', 'visit']);
    expect(wait.visit(look())).toEqual({ do: 'wait', due: NOW + 30 * DAY });
    expect(wait.hears!(heard('order'), look({ properties: { paid: 11 } }))).toMatchObject({ port: 'paid' });
    expect(wait.hears!(heard('order'), look({ properties: { paid: 10 } }))).toBe('ordered');
    expect(wait.hears!(heard('visit'), look())).toBe('came');
    expect(wait.hears!(heard('other'), look())).toBeUndefined();
    expect(wait.due!(look())).toBe('timeout');
    expect(ports('wait-event', { events })).toEqual(['paid!', 'ordered!', 'came!', 'timeout!']);
    expect(labels('wait-event', { events })[2]).toEqual({ en: '回访', zh: '回访' });
    refuses('wait-event', { events });
  });

  it('SPLIT-2 says what its filter met', () => {
    const wait = ready('wait-event', { events, timeout: '1d' });
    expect(wait.hears!(heard('order'), look({ properties: { paid: 11 } }))).toEqual({
      port: 'paid',
      reason: { findings: [{ ...filter, found: 11, holds: true }] },
    });
  });

  it('WAIT-1 counts events since the entry where that is wished', () => {
    expect(ready('wait-event', { events, timeout: '1d' }).sinceEntry).toBeUndefined();
    expect(ready('wait-event', { events, timeout: '1d', sinceEntry: true }).sinceEntry).toBe(true);
  });

  it('WAIT-3 can ask for what started the journey', () => {
    const plan = [{ id: 'x', event: 'x', filter: { fact: { entry: 'plan' }, is: 'eq', value: 'pro' } }];
    const wait = ready('wait-event', { events: plan, timeout: '1d' });
    expect(wait.hears!(heard('x'), look({ entry: { plan: 'pro' } }))).toMatchObject({ port: 'x' });
    expect(wait.hears!(heard('x'), look({ entry: { plan: 'free' } }))).toBeUndefined();
  });

  it('keeps what was set when there was one event, with its port', () => {
    const { upgrade, revision } = typeOf('wait-event');
    const settings = upgrade!({ event: 'order', filter, timeout: '30d' }, 1);
    expect(revision).toBe(2);
    expect(settings).toEqual({ events: [{ id: 'happened', event: 'order', filter }], timeout: '30d' });
    expect(ports('wait-event', settings)).toEqual(['happened!', 'timeout!']);
    expect(labels('wait-event', settings)[0]).toEqual({ en: 'Happened', zh: '已发生' });
    expect(sentence('wait-event', settings).zh).toBe('等待 order（事件属性“paid”大于 10），最长 30 天');
  });

  it('wants ports of their own', () => {
    expect(refuses('wait-event', { events: [{ id: 'timeout', event: 'x' }], timeout: '1d' })).toEqual(['events.0.id']);
    expect(refuses('wait-event', { events: [], timeout: '1d' })).toEqual(['events']);
  });
});

describe('waiting for a condition', () => {
  const rule = { fact: { stage: 'current' }, is: 'eq', value: 'silent' };
  const wait = ready('wait-condition', { rule, timeout: '10d' });
  const silent = { stage: { stage: 'silent', since: NOW } };

  it('WAIT-1 WAIT-6 is met as soon as it holds, with what it met, else times out', () => {
    expect(wait.visit(look())).toEqual({ do: 'wait', due: NOW + 10 * DAY });
    expect(wait.meets!(look())).toBeUndefined();
    expect(wait.meets!(look(silent))).toEqual({
      port: 'met',
      reason: { findings: [{ ...rule, found: 'silent', holds: true }] },
    });
    expect(wait.due!(look())).toMatchObject({ port: 'timeout', reason: { findings: [{ holds: false }] } });
    expect(ports('wait-condition')).toEqual(['met!', 'timeout!']);
    expect(sentence('wait-condition', { rule, timeout: '10d' }).en).toBe(
      'Wait until the stage is Silent, at most 10 days',
    );
  });

  it('WAIT-1 knows when time alone may let it hold', () => {
    const quiet = { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: '30d' };
    const { turnsAt } = ready('wait-condition', { rule: quiet, timeout: '90d' });
    expect(turnsAt!(look({ events: { order_completed: happened(NOW - DAY) } }))).toBe(NOW + 29 * DAY);
  });
});

describe('a time window', () => {
  const office = { from: '09:00', to: '18:00' };

  it('WAIT-4 goes on at once inside of it, and waits for its start outside', () => {
    expect(due('wait-window', office, '2026-03-02T17:59:59Z')).toMatchObject({
      do: 'leave',
      port: 'next',
      reason: { zone: 'UTC' },
    });
    expect(due('wait-window', office, '2026-03-02T18:00:00Z')).toBe('2026-03-03T09:00:00.000Z');
    expect(due('wait-window', office, '2026-03-02T18:00:00Z', {}, 'America/New_York')).toMatchObject({ do: 'leave' });
  });

  it('WAIT-4 may cross midnight, and opens on chosen days', () => {
    const night = { from: '22:00', to: '02:00', weekdays: [5] };
    expect(due('wait-window', night, '2026-03-07T01:59:00Z')).toMatchObject({ do: 'leave' });
    expect(due('wait-window', night, '2026-03-07T02:00:00Z')).toBe('2026-03-13T22:00:00.000Z');
    expect(due('wait-window', { ...office, calendar: 'shop' }, '2026-03-02T10:00:00Z')).toBe(
      '2026-03-03T09:00:00.000Z',
    );
  });

  it('WAIT-4 is refused where it starts when it ends', () => {
    expect(refuses('wait-window', { from: '09:00', to: '09:00' })).toEqual(['to']);
    expect(check('wait-window', { ...office, calendar: 'gone' }, { calendars: [] })).toEqual(['calendar']);
    expect(sentence('wait-window', { ...office, weekdays: [1] })).toEqual({
      en: 'Go on only from 09:00 to 18:00 on Mon',
      zh: '仅在周一 09:00-18:00 继续',
    });
  });
});

describe('waiting for the active hour', () => {
  const times = (...clock: string[]) => clock.map((time, index) => at(`2026-02-${10 + index}T${time}:00Z`));
  const active = (recent: number[]) => ({ events: { app_opened: { ...happened(...recent), recent } } });

  it('WAIT-1 is due in the hour that most of the last activities were in, in the profile’s zone', () => {
    const evening = active(times('20:10', '08:00', '20:50'));
    expect(due('wait-active-hour', {}, '2026-03-01T12:00:00Z', evening)).toBe('2026-03-01T20:00:00.000Z');
    expect(due('wait-active-hour', {}, '2026-03-01T12:00:00Z', evening, 'Asia/Shanghai')).toBe(
      '2026-03-01T20:00:00.000Z',
    );
    expect(due('wait-active-hour', {}, '2026-03-01T20:59:59Z', evening)).toMatchObject({
      do: 'leave',
      port: 'next',
      reason: { hour: '20:00', known: true, zone: 'UTC' },
    });
  });

  it('WAIT-1 looks over all events that are activity, at the last fifty of them', () => {
    const old = Array.from({ length: 50 }, (_, index) => at('2026-01-01T08:00:00Z') + index * MINUTE);
    const recent = Array.from({ length: 30 }, (_, index) => at('2026-02-20T21:00:00Z') + index * MINUTE);
    const facts = {
      events: { app_opened: { ...happened(...old), recent: old }, order_completed: { ...happened(...recent), recent } },
    };
    expect(due('wait-active-hour', {}, '2026-03-01T12:00:00Z', facts)).toBe('2026-03-01T21:00:00.000Z');
  });

  it('WAIT-1 takes the hour that was set where no activity is known, and goes on when it waited long enough', () => {
    expect(due('wait-active-hour', { otherwise: '10:30' }, '2026-03-01T12:00:00Z')).toBe('2026-03-02T10:30:00.000Z');
    expect(due('wait-active-hour', { otherwise: '10:30' }, '2026-03-01T11:29:59Z')).toMatchObject({ do: 'leave' });
    expect(due('wait-active-hour', { otherwise: '23:30' }, '2026-03-01T00:29:59Z')).toMatchObject({ do: 'leave' });
    expect(due('wait-active-hour', { within: '6h' }, '2026-03-01T12:00:00Z')).toBe(
      new Date(at('2026-03-01T12:00:00Z') + 6 * HOUR).toISOString(),
    );
    expect(sentence('wait-active-hour', { within: '6h' }).zh).toBe('等到活跃时段，最长 6 小时');
  });
});
