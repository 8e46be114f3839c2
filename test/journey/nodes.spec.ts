import { describe, expect, it } from '@jest/globals';
import type { Journey } from '@sojourn/journey';
import { HOUR } from '@sojourn/rules';
import { awaiting, day, drawn, Playing } from './playing.js';

const START: [string, Record<string, unknown>] = ['event-trigger', { event: 'order_completed' }];
const always = { reentry: { rule: 'always' as const } };
/** An order comes to one node, whose ports lead to ends of the same names. */
function one(node: [type: string, settings?: Record<string, unknown>], ...ports: string[]): Journey {
  const ends = Object.fromEntries(ports.map((port) => [port, ['end', { result: port }]])) as unknown as Record<
    string,
    [string]
  >;
  return drawn({ start: START, node, ...ends }, ['start.next>node', ...ports.map((port) => `node.${port}>${port}`)]);
}
const play = (journey: Journey) => new Playing({ journeys: { journey } });
const reasonOf = (played: Playing, node: string) =>
  played.changes.steps.find((step) => step.node.id === node)?.reason as Record<string, unknown>;

describe('waits for local times', () => {
  it('WAIT-1 TIME-1 a wait until a time wakes in the zone of the profile, and its step names it', () => {
    const journey = one(['wait-time', { at: '10:00', days: 1 }], 'next');
    const played = play(journey).identify({ timezone: 'Asia/Shanghai' }, day(0)).order(day(0));
    // 10:00 in Shanghai is 02:00 UTC.
    const due = day(1) + 2 * HOUR;
    expect(played.until(due - 1).resting).toEqual([`node until @${1 + 2 / 24}`]);
    expect(played.until(due).path.at(-1)).toBe(`next:ended @${1 + 2 / 24}`);
    expect(reasonOf(played, 'node')).toEqual({ due, zone: 'Asia/Shanghai', source: 'profile' });
  });

  it('TIME-1 the zone that was counted in stays in the step, also where the profile has moved meanwhile', () => {
    const played = play(one(['wait-time', { at: '10:00' }], 'next')).order(day(0));
    played.identify({ timezone: 'America/New_York' }, day(0) + HOUR).until(day(1));
    expect(reasonOf(played, 'node')).toMatchObject({ zone: 'UTC', source: 'workspace' });
  });

  it('WAIT-4 a window lets through whoever comes within it, and holds others until it opens', () => {
    const journey = one(['wait-window', { from: '09:00', to: '18:00' }], 'next');
    const at = (hour: number) => day(0) + hour * HOUR;
    expect(play(journey).order(at(12)).path.at(-1)).toBe('next:ended @0.5');
    const held = play(journey).order(at(18));
    expect(held.resting).toEqual([`node until @${1 + 9 / 24}`]);
    expect(held.until(at(33)).path.at(-1)).toBe(`next:ended @${1 + 9 / 24}`);
  });

  it('WAIT-5 a date in the past, one to come, and none', () => {
    const journey = one(['wait-date', { attribute: 'expires', past: 'port' }], 'next', 'past', 'unknown');
    const expires = (value: string) => play(journey).identify({ expires: value }, day(0)).order(day(0));
    expect(expires('2025-12-01').path.at(-1)).toBe('past:ended @0');
    expect(expires('2026-01-06').until(day(9)).path.at(-1)).toBe('next:ended @5');
    expect(play(journey).order(day(0)).path.at(-1)).toBe('unknown:ended @0');
    const leaving = one(['wait-date', { attribute: 'expires', past: 'exit' }], 'next', 'unknown');
    const left = play(leaving).identify({ expires: '2025-12-01' }, day(0)).order(day(0));
    expect(left.changes.endings).toMatchObject([{ reason: 'date_past' }]);
  });

  it('WAIT-1 the active hour is where most of the activities were that were played', () => {
    const played = play(one(['wait-active-hour', {}], 'next'));
    for (const hour of [20, 44.5, 9, 68.2]) played.event('app_opened', day(0) + hour * HOUR);
    played.order(day(3));
    expect(played.resting).toEqual([`node until @${3 + 20 / 24}`]);
    expect(reasonOf(played.until(day(4)), 'node')).toMatchObject({ hour: '20:00', known: true, zone: 'UTC' });
  });
});

describe('waits for what happens', () => {
  const events = [
    { id: 'bought', event: 'order_completed' },
    { id: 'cart', event: 'product_added', filter: { fact: { property: 'price' }, is: 'gte', value: 100 } },
    { id: 'came', event: 'app_opened' },
  ];
  const several = one(['wait-event', { events, timeout: '5d' }], 'bought', 'cart', 'came', 'timeout');

  it('WAIT-1 SPLIT-2 the first of several events leaves by its port, with what its filter met', () => {
    const played = play(several).order(day(0)).event('product_added', day(1), { price: 99 });
    expect(played.resting).toEqual(['node until @5']);
    played.event('product_added', day(2), { price: 100 });
    expect(played.path.at(-1)).toBe('cart:ended @2');
    expect(reasonOf(played, 'node')).toMatchObject({ event: 'product_added', findings: [{ found: 100, holds: true }] });
    expect(play(several).order(day(0)).event('app_opened', day(1)).path.at(-1)).toBe('came:ended @1');
    expect(play(several).order(day(0)).until(day(5)).path.at(-1)).toBe('timeout:ended @5');
  });

  it('WAIT-1 an event since the entry counts where that is wished', () => {
    const waiting = (sinceEntry: boolean) =>
      drawn(
        {
          start: START,
          rest: ['wait-duration', { for: '2d' }],
          wait: ['wait-event', { ...awaiting('page_viewed', '5d'), sinceEntry }],
          came: ['end'],
          stayed: ['end'],
        },
        ['start.next>rest', 'rest.next>wait', 'wait.happened>came', 'wait.timeout>stayed'],
      );
    const played = (sinceEntry: boolean) =>
      play(waiting(sinceEntry)).event('page_viewed', day(0)).order(day(0)).event('page_viewed', day(1)).until(day(9));
    expect(played(true).path.at(-1)).toBe('came:ended @2');
    expect(played(false).path.at(-1)).toBe('stayed:ended @7');
  });

  it('WAIT-1 the event that started a run is none since its entry', () => {
    const again = one(
      ['wait-event', { ...awaiting('order_completed', '3d'), sinceEntry: true }],
      'happened',
      'timeout',
    );
    const played = play(again).order(day(0));
    expect(played.resting).toEqual(['node until @3']);
    expect(played.order(day(1)).path).toContain('happened:ended @1');
  });

  it('WAIT-1 a condition is met by an event, by time alone, at once, or not in time', () => {
    const bought = { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 };
    const orders = one(['wait-condition', { rule: bought, timeout: '5d' }], 'met', 'timeout');
    expect(play(orders).order(day(0)).order(day(2)).path.at(-1)).toBe('met:ended @2');
    expect(play(orders).order(day(0)).until(day(9)).path.at(-1)).toBe('timeout:ended @5');
    const quiet = { fact: { meaning: 'order', measure: 'last' }, is: 'longer_ago', value: '3d' };
    const silent = one(['wait-condition', { rule: quiet, timeout: '5d' }], 'met', 'timeout');
    const played = play(silent).order(day(0)).until(day(9));
    expect(played.path.at(-1)).toBe('met:ended @3');
    expect(reasonOf(played, 'node')).toMatchObject({ findings: [{ holds: true }] });
    const already = one(['wait-condition', { rule: { ...bought, value: 1 }, timeout: '5d' }], 'met', 'timeout');
    expect(play(already).order(day(0)).path.at(-1)).toBe('met:ended @0');
  });
});

describe('triggers', () => {
  it('SPLIT-2 the step that let somebody in says what its filter met', () => {
    const filter = { fact: { property: 'amount' }, is: 'gte', value: 5 };
    const trigger: [string, Record<string, unknown>] = ['event-trigger', { event: 'order_completed', filter }];
    const journey = drawn({ start: trigger, end: ['end'] }, ['start.next>end']);
    const played = play(journey).order(day(0), { amount: 4 }).order(day(1), { amount: 5 });
    expect(played.changes.steps.filter(({ node }) => node.id === 'start')).toHaveLength(1);
    expect(reasonOf(played, 'start')).toMatchObject({ findings: [{ ...filter, found: 5, holds: true }] });
  });
});

describe('splits', () => {
  it('SPLIT-3 the first branch that holds is taken, else everyone else', () => {
    const city = (value: string) => ({ fact: { attribute: 'city' }, is: 'eq', value });
    const branches = [
      { id: 'north', rule: city('Beijing') },
      { id: 'south', rule: { any: [city('Shenzhen'), city('Beijing')] } },
    ];
    const journey = one(['multi-split', { branches }], 'north', 'south', 'else');
    const from = (name: string) => play(journey).identify({ city: name }, day(0)).order(day(0)).path.at(-1);
    expect([from('Beijing'), from('Shenzhen'), from('Xian')]).toEqual([
      'north:ended @0',
      'south:ended @0',
      'else:ended @0',
    ]);
    expect(play(journey).order(day(0)).path.at(-1)).toBe('else:ended @0');
  });

  it('SPLIT-4 the same profile takes the same arm each time', () => {
    const arms = [
      { id: 'a', share: 50 },
      { id: 'b', share: 50 },
    ];
    const journey = { ...one(['random-split', { experiment: 'subject', arms }], 'a', 'b'), settings: always };
    const played = play(journey);
    for (let each = 0; each < 5; each++) played.order(day(each));
    const ports = new Set(played.changes.steps.filter(({ node }) => node.id === 'node').map(({ port }) => port));
    expect(ports.size).toBe(1);
    expect(reasonOf(played, 'node')).toMatchObject({ experiment: 'subject', slot: expect.any(Number) });
  });
});

describe('actions', () => {
  it('SEND-3 tags, attributes and events of a journey are the profile’s at once', () => {
    const journey = drawn(
      {
        start: START,
        tag: ['tag', { tag: 'buyer' }],
        untag: ['tag', { tag: 'lead', change: 'remove' }],
        emit: ['emit-event', { event: 'first_order', properties: { amount: { entry: 'amount' } } }],
        end: ['end'],
      },
      ['start.next>tag', 'tag.next>untag', 'untag.next>emit', 'emit.next>end'],
    );
    const listening = drawn({ start: ['event-trigger', { event: 'first_order' }], end: ['end'] }, ['start.next>end']);
    const played = new Playing({ journeys: { journey, listening } });
    played.play([{ kind: 'tags', seq: 99, at: day(0), add: ['lead'], remove: [] }]).order(day(0), { amount: 7 });
    expect(played.profile.tags).toEqual(['buyer']);
    expect(played.profile.events.get('first_order')?.count).toBe(1);
    const entered = played.changes.endings.find(({ enrollment }) => enrollment.journey === 'listening');
    expect(entered?.enrollment.entry).toEqual({ amount: 7 });
  });

  it('ENTRY-1 one journey hands over to another, and takes out of it', () => {
    const other = drawn({ start: ['journey-trigger'], rest: ['wait-duration', { for: '30d' }], end: ['end'] }, [
      'start.next>rest',
      'rest.next>end',
    ]);
    const enter = one(['enter-journey', { journey: 'other', entry: { from: 'here' } }], 'next');
    const leave = drawn(
      { start: ['event-trigger', { event: 'closed' }], leave: ['leave-journey', { journey: 'other' }], end: ['end'] },
      ['start.next>leave', 'leave.next>end'],
    );
    const played = new Playing({ journeys: { enter, leave, other } }).order(day(0));
    expect(played.resting).toEqual(['rest until @30']);
    expect(played.profile.enrollments[0]!.entry).toMatchObject({ from: 'here' });
    expect(played.event('closed', day(1)).resting).toEqual([]);
  });

  it('WAIT-6 a sub-journey is waited for, until it has ended, was refused, or took too long', () => {
    const child = (rest: string) =>
      drawn({ start: ['journey-trigger'], rest: ['wait-duration', { for: rest }], end: ['end'] }, [
        'start.next>rest',
        'rest.next>end',
      ]);
    const parent = one(['sub-journey', { journey: 'child', timeout: '5d' }], 'ended', 'refused', 'timeout');
    const run = (rest: string) => new Playing({ journeys: { parent, child: child(rest) } }).order(day(0)).until(day(9));
    expect(run('2d').path).toContain('ended:ended @2');
    expect(run('8d').path).toContain('timeout:ended @5');
    const gone = new Playing({ journeys: { parent } }).order(day(0));
    expect(gone.path.at(-1)).toBe('refused:ended @0');
  });

  it('WAIT-6 a task is opened, reminded of, handed on and answered, or closed when the time is over', () => {
    const settings = {
      title: 'Call',
      owner: 'ann@example.com',
      due: '24h',
      remindBefore: '6h',
      escalateTo: 'boss@example.com',
      escalateAfter: '2d',
      answers: [{ id: 'reached' }],
    };
    const journey = one(['human-task', settings], 'reached', 'overdue');
    const told = (played: Playing) => played.changes.tasks.map(({ do: what }) => Object.keys(what)[0]);
    const over = play(journey).order(day(0));
    expect(over.resting).toEqual(['node until @0.75']);
    expect(over.until(day(0.75)).resting).toEqual(['node until @1']);
    expect(over.until(day(1)).resting).toEqual(['node until @3']);
    expect(over.until(day(3)).path.at(-1)).toBe('overdue:ended @3');
    expect(told(over)).toEqual(['open', 'remind', 'remind', 'close']);

    const answered = play(journey).order(day(0));
    const { id, step } = answered.profile.enrollments[0]!;
    answered.play([{ kind: 'answer', seq: 9, at: day(0.5), enrollment: id, step: step + 1, answer: 'reached' }]);
    expect(answered.path.at(-1)).toBe('reached:ended @0.5');
    expect(told(answered)).toEqual(['open', 'close']);
  });
});

describe('a loop', () => {
  it('STATE-3 through a wait for a time takes a month for each round, and ends when its budget is used up', () => {
    const journey = drawn(
      {
        start: START,
        rest: ['wait-time', { at: '10:00', monthDay: 1, calendar: 'mon-fri' }],
        tag: ['tag', { tag: 'monthly' }],
      },
      ['start.next>rest', 'rest.next>tag', 'tag.next>rest'],
    );
    journey.nodes[1]!.visits = 3;
    const played = play(journey).order(day(0)).until(day(365));
    const rounds = played.changes.steps
      .filter(({ node, port }) => node.id === 'rest' && port)
      .map(({ at }) => new Date(at).toISOString());
    expect(rounds).toEqual(['2026-01-01T10:00:00.000Z', '2026-02-02T10:00:00.000Z', '2026-03-02T10:00:00.000Z']);
    expect(played.changes.endings).toMatchObject([{ reason: 'visit_limit' }]);
  });
});
