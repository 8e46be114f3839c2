import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import { SENDING } from '../../server/src/engine/send.js';
import { LeasesStore } from '../../server/src/store/leases.store.js';
import { aJourney } from '../support/a-journey.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

/** 10:00 in Shanghai, well outside quiet hours, and 23:00, well within. */
const MORNING = Date.parse('2026-03-02T02:00:00Z');
const NIGHT = MORNING + 13 * HOUR;
const QUIET = { from: '21:00', to: '09:00', action: 'defer' };
const TOPICS = [
  { id: 'transactional', byDefault: true, transactional: true },
  { id: 'marketing', byDefault: true, transactional: false },
];
const ALL = Array.from({ length: 64 }, (_, shard) => shard);

let fresh: FreshDatabase;
let engine: TestEngine;
beforeEach(async () => {
  fresh = await freshDatabase();
  engine = new TestEngine(fresh, MORNING);
});
afterEach(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
  await fresh.drop();
});

/** Signing up sends a mail, and that is all. */
async function publish(topic: string, { action = 'defer', ...more }: Record<string, string> = {}): Promise<string> {
  await engine.open({ settings: { quietHours: { ...QUIET, action }, topics: TOPICS } });
  return engine.publish(
    aJourney(
      {
        start: ['event-trigger', { event: 'signed_up' }],
        mail: ['send-email', { template: 'welcome', topic, ...more }],
        end: ['end'],
      },
      ['start > mail', 'mail > end'],
    ),
  );
}
const signUp = async (profile = 'ann') => {
  await engine.accept({ profile, name: 'signed_up' });
  await engine.engine.advance.runOnce(ALL);
};
const outcomes = () => engine.rows('select outcome, reason from delivery_history order by finished_at, id');
const sent = () => engine.email.sent.map(({ attempt }) => attempt);

describe('a message of unknown outcome', () => {
  const unknown = { outcome: 'unknown', reason: 'timeout' } as const;
  /** As a channel whose other side knows no repeat. */
  const holding = () => ((engine.email as { afterUnknown: string }).afterUnknown = 'hold');
  /** A sender takes the message and is not heard of again. */
  async function loseSender(): Promise<void> {
    const now = await engine.clock.now();
    await engine.engine.decide.runOnce(ALL);
    const taken = await new LeasesStore().lease(engine.database, new Map(), now + MINUTE, now - MINUTE, 10);
    expect(taken).toHaveLength(1);
    engine.clock.set(now + MINUTE);
    await engine.engine.sweep.runOnce(ALL);
  }

  it('SEND-2 is tried again where the channel knows a repeat by its key, and shown as unknown after the last try', async () => {
    await publish('transactional');
    engine.email.answer = () => unknown;
    await signUp();
    await engine.moveTo(MORNING + DAY);
    expect(sent()).toEqual(Array.from({ length: SENDING.attempts }, (_, index) => index + 1));
    expect(await outcomes()).toEqual([unknown]);
  });

  it('SEND-2 is never tried again where the channel cannot recognise a repeat', async () => {
    await publish('transactional');
    holding();
    engine.email.answer = () => unknown;
    await signUp();
    await engine.moveTo(MORNING + DAY);
    expect(sent()).toEqual([1]);
    expect(await outcomes()).toEqual([unknown]);
  });

  it('SEND-2 of a sender that was lost is not tried again where the channel cannot recognise a repeat', async () => {
    await publish('transactional');
    holding();
    await signUp();
    await loseSender();
    await engine.moveTo(MORNING + DAY);
    expect([sent(), await outcomes()]).toEqual([[], [{ outcome: 'unknown', reason: 'sender_lost' }]]);
  });

  it('SEND-4 of senders that are lost each time is given up after the last try', async () => {
    await publish('transactional');
    await signUp();
    for (let attempt = 1; attempt <= SENDING.attempts; attempt++) await loseSender();
    await engine.moveTo(MORNING + DAY);
    expect([sent(), await outcomes()]).toEqual([[], [{ outcome: 'unknown', reason: 'sender_lost' }]]);
  });
});

describe('a message on its way', () => {
  it('F19 a receiver that asks to wait for ever is asked every hour of a day, and then for the last tries', async () => {
    await publish('transactional');
    engine.email.answer = () => ({ outcome: 'retry', reason: 'http_429', retryAfter: 30 * DAY });
    await signUp();
    await engine.moveTo(MORNING + DAY);
    expect(sent()).toHaveLength(25);
    await engine.moveTo(MORNING + 2 * DAY);
    expect(sent().slice(24)).toEqual(Array.from({ length: SENDING.attempts }, (_, index) => index + 1));
    expect(await outcomes()).toEqual([{ outcome: 'failed', reason: 'http_429' }]);
  });

  it('SEND-6 is decided anew where nobody took the decision in time', async () => {
    await publish('marketing');
    await signUp();
    await engine.engine.decide.runOnce(ALL);
    engine.clock.set(MORNING + SENDING.decision);
    const withdrawn = { channel: 'email', topic: 'marketing', granted: false };
    await engine.enqueue([{ profile: 'ann', kind: 'consent', payload: withdrawn }]);
    await engine.engine.advance.runOnce(ALL);
    expect(await engine.engine.send.runOnce(ALL)).toBe(false);
    await engine.settle();
    expect([sent(), await outcomes()]).toEqual([[], [{ outcome: 'dropped', reason: 'no_consent' }]]);
  });

  it('SEND-6 is dropped where its journey was stopped', async () => {
    const id = await publish('transactional');
    await signUp();
    await engine.setState(id, 'stopped');
    await engine.engine.decide.runOnce(ALL);
    await engine.settle();
    expect([sent(), await outcomes()]).toEqual([[], [{ outcome: 'dropped', reason: 'journey_stopped' }]]);
  });

  it('SEND-7 is in time up to the very instant after which it would be too late', async () => {
    await publish('transactional', { notAfter: '1h' });
    await signUp('ann');
    engine.clock.set(MORNING + HOUR);
    await engine.settle();
    await signUp('bob');
    engine.clock.set(MORNING + 2 * HOUR + 1);
    await engine.settle();
    expect(sent()).toHaveLength(1);
    expect(await outcomes()).toEqual([
      { outcome: 'sent', reason: null },
      { outcome: 'expired', reason: 'not_after' },
    ]);
  });
});

describe('quiet hours', () => {
  it('SEND-7 hold no transactional message', async () => {
    engine.clock.set(NIGHT);
    await publish('transactional');
    await signUp();
    await engine.settle();
    expect(sent()).toEqual([1]);
  });

  it('SEND-7 drop messages where the workspace says so', async () => {
    engine.clock.set(NIGHT);
    await publish('marketing', { action: 'drop' });
    await signUp();
    await engine.moveTo(NIGHT + DAY);
    expect([sent(), await outcomes()]).toEqual([[], [{ outcome: 'dropped', reason: 'quiet_hours' }]]);
  });

  it('SEND-7 are for a message what its node says, whatever the workspace does', async () => {
    engine.clock.set(NIGHT);
    const settings = { quietHours: { ...QUIET, action: 'drop' }, topics: TOPICS };
    await engine.open({ settings });
    for (const quiet of ['ignore', 'drop', 'defer'])
      await engine.publish(
        aJourney(
          {
            start: ['event-trigger', { event: `signed_up_${quiet}` }],
            mail: ['send-email', { template: quiet, topic: 'marketing', quiet }],
            end: ['end'],
          },
          ['start > mail', 'mail > end'],
        ),
      );
    const templates = () => engine.email.sent.map(({ content }) => content.template);
    await engine.accept(
      ...['ignore', 'drop', 'defer'].map((quiet) => ({ profile: 'ann', name: `signed_up_${quiet}` })),
    );
    await engine.settle();
    expect(templates()).toEqual(['ignore']);
    await engine.moveTo(NIGHT + 10 * HOUR);
    expect(templates()).toEqual(['ignore', 'defer']);
    expect(await outcomes()).toEqual([
      { outcome: 'sent', reason: null },
      { outcome: 'dropped', reason: 'quiet_hours' },
      { outcome: 'sent', reason: null },
    ]);
  });
});
