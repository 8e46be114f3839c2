import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Channel, Outgoing } from './channel.js';

/** What the other side does with a message: takes it, refuses it for good, is busy, or never answers. */
export type Treatment = 'accept' | 'refuse' | 'later' | 'silent';

/** A channel with a real other side, made by each adapter's spec. */
export interface Bench {
  /** With little patience (some 200 ms), and at most `limit` messages under way at once. */
  channel: Channel;
  limit: number;
  /** The message, changed so that the other side treats it as told. */
  prepare(message: Outgoing, treatment: Treatment): Outgoing;
  /** What the other side got, in order, by the keys it saw. */
  keys(): string[];
  /** Resolves once the other side has got a message under this key. */
  arrived(key: string): Promise<void>;
  /** What silence means here: the other side may have taken the message. */
  silence: 'retry' | 'unknown';
  close(): Promise<void>;
}

const CANARY = 'Zaphod Canary';

/** What every channel must do, whatever it talks to. Each adapter's spec calls this with a real other side. */
export function channelConformance(name: string, make: () => Promise<Bench>): void {
  describe(`${name} as a channel`, () => {
    let bench: Bench;
    const never = new AbortController().signal;
    const send = (messages: Outgoing[], signal = never) => bench.channel.send(messages, signal);
    const message = (treatment: Treatment, key: string) => bench.prepare(outgoing({ key }), treatment);

    beforeAll(async () => {
      bench = await make();
    });
    afterAll(() => bench.close());

    it('says that a message was sent, and under which key', async () => {
      const sent = message('accept', 'run-1:node:1');
      expect(await send([sent])).toEqual([expect.objectContaining({ deliveryId: sent.deliveryId, outcome: 'sent' })]);
      expect(bench.keys()).toContain('run-1:node:1');
    });

    it('shows the other side the same key for every try, and another for every other message', async () => {
      const first = message('accept', 'again');
      await send([first]);
      await send([{ ...first, attempt: 2 }, message('accept', 'again-not')]);
      expect(
        bench
          .keys()
          .filter((key) => key.startsWith('again'))
          .toSorted(),
      ).toEqual(['again', 'again', 'again-not']);
    });

    it('tells what is final from what may pass', async () => {
      const results = await send([message('refuse', 'final'), message('later', 'passing')]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'retry']);
      for (const { reason } of results) expect(reason).toMatch(/^[a-z0-9_]+$/);
    });

    it('gives up waiting for an answer', async () => {
      const [result] = await send([message('silent', 'silence')]);
      expect(result).toEqual(expect.objectContaining({ outcome: bench.silence, reason: 'timeout' }));
      expect(bench.channel.afterUnknown).toBe(bench.silence === 'retry' ? 'retry' : 'hold');
    });

    it('answers for each message in order, and lets none fail its neighbours', async () => {
      const treatments: Treatment[] = ['accept', 'refuse', 'accept', 'later', 'accept', 'silent', 'accept'];
      const messages = treatments.map((treatment, index) => message(treatment, `neighbours-${index}`));
      const results = await send([
        ...messages,
        { ...messages[0]!, key: 'no\r\nkey: at all', content: {}, deliveryId: 'x' },
      ]);
      expect(results.map(({ deliveryId }) => deliveryId)).toEqual([...messages.map((one) => one.deliveryId), 'x']);
      expect(results.slice(0, -1).map(({ outcome }) => outcome)).toEqual(
        treatments.map((one) => ({ accept: 'sent', refuse: 'failed', later: 'retry', silent: bench.silence })[one]),
      );
    });

    it('ends soon when it is told to, and does not begin what had not begun', async () => {
      const stop = new AbortController();
      const messages = Array.from({ length: bench.limit + 5 }, (_, index) => message('silent', `aborted-${index}`));
      const sending = send(messages, stop.signal);
      await bench.arrived('aborted-0');
      stop.abort();
      const results = await sending;
      expect(results.map(({ outcome }) => outcome)).not.toContain('sent');
      expect(results.at(-1)).toEqual(expect.objectContaining({ outcome: 'retry', reason: 'aborted' }));
      expect(bench.keys()).not.toContain(messages.at(-1)!.key);
      expect(await send([message('accept', 'after abort')], never)).toEqual([
        expect.objectContaining({ outcome: 'sent' }),
      ]);
    });

    it('begins nothing when it was told to end before', async () => {
      const [result] = await send([message('accept', 'too late')], AbortSignal.abort());
      expect(result).toEqual(expect.objectContaining({ outcome: 'retry', reason: 'aborted' }));
      expect(bench.keys()).not.toContain('too late');
    });

    it('keeps personal data out of reasons and details', async () => {
      const results = await send(
        (['refuse', 'later', 'silent'] as const).map((treatment) => message(treatment, `private-${treatment}`)),
      );
      for (const { reason, detail } of results) expect(`${reason} ${detail}`).not.toMatch(/canary|zaphod|@/i);
    });

    it('has an address for those it can reach', () => {
      expect(bench.channel.address(message('accept', 'x').profile)).toEqual(expect.any(String));
    });
  });
}

let made = 0;

/** A message to a profile that nothing refuses. */
export function outgoing(changes: Partial<Outgoing> = {}): Outgoing {
  made += 1;
  return {
    deliveryId: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    key: `run-${made}:node:1`,
    attempt: 1,
    workspace: { id: 1, name: 'Shop', sample: false, language: 'en', secret: 'whsec_test' },
    profile: {
      id: `profile-${made}`,
      attributes: { first_name: CANARY, language: 'en' },
      identities: { email: 'zaphod.canary@example.com' },
    },
    journey: { id: 'journey-1', name: 'Win back', version: 1, node: 'mail' },
    entry: { order_id: 'o-1', total: 12.5 },
    topic: 'marketing',
    transactional: false,
    content: {},
    template: {
      id: 'template-1',
      version: 1,
      variants: { en: { subject: 'Hello {{ profile.first_name }}', body: '<p>Hello {{ profile.first_name }}</p>' } },
    },
    unsubscribeUrl: 'https://sojourn.example/u/token',
    at: Date.UTC(2026, 0, 1),
    ...changes,
  };
}
