import { countDeclared, countEvent, newProfile } from '@sojourn/journey';
import {
  DAY,
  SENT_EVENT,
  STAGE_EVENT,
  writeInstant,
  type DeclaredFacts,
  type Instant,
  type RunFact,
  type Value,
} from '@sojourn/rules';
import fc from 'fast-check';
import type { PlainFacts } from '../support/facts.js';

/** The moment at which everything is judged. */
export const NOW: Instant = Date.parse('2026-03-01T12:00:00.000Z');

/** As the lengths that rules ask for, in milliseconds: instants meet them to the millisecond. */
const LENGTH_MS = [0, 1, DAY, 30 * DAY, 60 * DAY, 365 * DAY];
export const anyInstant = (): fc.Arbitrary<Instant> =>
  fc.tuple(fc.constantFrom(...LENGTH_MS, -DAY), fc.constantFrom(-1, 0, 1)).map(([ago, off]) => NOW - ago + off);
export const anyText = (): fc.Arbitrary<string> =>
  fc.constantFrom('', 'a', 'A', 'ab', 'Zürich', '上海', '上', '🦋', "o'b", '%', 'ａ');
export const anyScalar = (): fc.Arbitrary<string | number | boolean> =>
  fc.oneof(anyText(), fc.constantFrom(-1, 0, 0.1, 1, 2, 1e15, 0.30000000000000004), fc.boolean());
const anyValue = (): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 4, arbitrary: anyScalar() },
    { weight: 2, arbitrary: anyInstant().map(writeInstant) },
    { weight: 1, arbitrary: anyInstant() },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.array(fc.oneof(anyText(), fc.constant(1), fc.constant(null)), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant({ a: 'a' }) },
  );

export const ATTRIBUTES = ['city', 'tier'] as const;
export const EVENTS = ['pay_success', 'order_completed', 'app_opened', 'never_sent'] as const;
export const STAGES = ['growth', 'mature', 'silent'] as const;

/** What a profile did, in the order in which it became known; the facts of it are counted where the rules are known. */
interface Past {
  name: string;
  at: Instant;
  properties: Record<string, Value>;
}
/** Plain facts but for those of events, and the events. */
export interface Profile {
  facts: PlainFacts;
  past: Past[];
}

const anyPast = (): fc.Arbitrary<Past[]> => {
  const happened = fc.record({
    name: fc.constantFrom(...EVENTS.slice(0, 3)),
    at: anyInstant(),
    properties: fc.record(
      {
        paid: fc.constantFrom<Value[]>(0, 0.1, 0.2, 9.5, 100, 'much'),
        kind: fc.constantFrom<Value[]>('a', 'b', '上海', '🦋', 'ａ', true, 1, null, ['a'], 'x'.repeat(201)),
      },
      { requiredKeys: [] },
    ),
  });
  const moved = fc.record({
    name: fc.constant(STAGE_EVENT),
    at: anyInstant(),
    properties: fc.record({ model: fc.constantFrom('primary', 'rfm'), from: fc.constantFrom(...STAGES) }),
  });
  const sent = fc.record({
    name: fc.constant(SENT_EVENT),
    at: anyInstant(),
    properties: fc.record({ channel: fc.constantFrom('email', 'sms'), template: fc.constantFrom('t1', 't2') }),
  });
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: happened as fc.Arbitrary<Past> },
      { weight: 1, arbitrary: moved as fc.Arbitrary<Past> },
      { weight: 1, arbitrary: sent as fc.Arbitrary<Past> },
    ),
    { maxLength: 9 },
  );
};

/** The facts of a profile as they are kept where these things are declared. */
export function factsOfPast({ facts, past }: Profile, declared: DeclaredFacts): PlainFacts {
  const profile = newProfile('profile');
  for (const { name, at, properties } of past) {
    const count = name.startsWith('$') ? countDeclared : countEvent;
    count(profile, name, at, properties, declared);
  }
  return { ...facts, events: Object.fromEntries(profile.events) };
}

const anyStay = () =>
  fc.record({ stage: fc.constantFrom(...STAGES), since: anyInstant(), previous: fc.constantFrom(...STAGES) });

/** A profile, much of it unknown. */
export function anyProfile(): fc.Arbitrary<Profile> {
  const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
  return fc
    .record({
      attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES), anyValue()),
      stage: some(anyStay()),
      layers: fc.dictionary(fc.constant('rfm'), anyStay()),
      consents: fc.dictionary(fc.constantFrom('email/marketing', 'sms/marketing'), fc.boolean()),
      first: some(anyInstant()),
      last: some(anyInstant()),
      scores: fc.dictionary(fc.constantFrom('r', 'p_alive'), fc.constantFrom(0, 0.1, 1, 2)),
      tags: fc.subarray(['vip', 'new']),
      journeys: fc.dictionary(fc.constant('welcome'), anyRun()),
      tasks: fc.constantFrom(0, 0, 1, 2),
      past: anyPast(),
    })
    .map(({ first, last, stage, past, ...rest }) => ({
      facts: { ...rest, ...(stage ? { stage } : {}), seen: { first, last } } as PlainFacts,
      past,
    }));
}

const anyRun = (): fc.Arbitrary<RunFact> =>
  fc.record(
    {
      live: fc.constantFrom(0, 1),
      entries: fc.constantFrom(1, 2),
      goals: fc.constantFrom(0, 1),
      lastEntry: anyInstant(),
      lastExit: anyInstant(),
    },
    { requiredKeys: ['live', 'entries', 'goals', 'lastEntry'] },
  );
