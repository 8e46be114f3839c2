import {
  DAY,
  type Comparison,
  type Fact,
  type Happening,
  type Instant,
  type Operator,
  type Rule,
} from '@sojourn/rules';
import fc from 'fast-check';
import type { RawEvent } from './naive-facts.js';

/** Windows meet at the millisecond, and at the edges of local days: that is where mistakes live. */
const WINDOWS = ['1ms', '6h', '1d', '36h', '3d', '7d', '30d'] as const;
const LENGTHS = [1, DAY / 4, DAY, 1.5 * DAY, 3 * DAY, 7 * DAY, 30 * DAY];
const NAMES = ['visit', 'order'] as const;
export const SEGMENTS = ['frequent', 'recent'] as const;

/** Zones with days of 23, 24, 24.5 and 25 hours, midnights that do not exist or come twice, and a date left out. */
export const PLACES: readonly [zone: string, from: string][] = [
  ['UTC', '2026-03-01T00:00Z'],
  ['Asia/Shanghai', '2026-03-01T00:00Z'],
  ['America/New_York', '2026-02-20T00:00Z'],
  ['America/New_York', '2026-10-15T00:00Z'],
  ['Europe/London', '2026-10-10T00:00Z'],
  ['Asia/Beirut', '2026-03-10T00:00Z'],
  ['Asia/Beirut', '2026-10-10T00:00Z'],
  ['America/Sao_Paulo', '2018-10-20T00:00Z'],
  ['America/Sao_Paulo', '2018-02-01T00:00Z'],
  ['Australia/Lord_Howe', '2026-03-20T00:00Z'],
  ['Pacific/Apia', '2011-12-10T00:00Z'],
];

/** Events in the order of their acceptance; some late, some at one instant, many at the edge of a window. */
export function anyEvents(from: Instant, most = 14): fc.Arbitrary<RawEvent[]> {
  const step = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(0, 0, 1) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...LENGTHS), fc.constantFrom(-1, 0, 1)).map(([a, b]) => a + b) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 * DAY }) },
    // Local hours: events on both sides of midnight.
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 30 }).map((hours) => hours * 3_600_000) },
  );
  const late = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, DAY / 8, DAY, 7 * DAY - 1, 7 * DAY, 30 * DAY) },
  );
  const properties = fc.record(
    { paid: fc.constantFrom(0, 5, 10, 30), kind: fc.constantFrom('a', 'b', 'c') },
    { requiredKeys: [] },
  );
  return fc
    .array(fc.tuple(step, late, fc.constantFrom(...NAMES), properties), { minLength: 1, maxLength: most })
    .map((rows) => {
      let at = from;
      return rows.map(([step, late, name, properties]) => {
        at += step;
        return { at, occurredAt: at - late, name, properties };
      });
    });
}

const anyWindow = () => fc.constantFrom(...WINDOWS);
const anyFilter = (): fc.Arbitrary<Rule | undefined> =>
  fc.constantFrom<(Rule | undefined)[]>(
    undefined,
    undefined,
    { fact: { property: 'kind' }, is: 'eq', value: 'a' },
    { fact: { property: 'paid' }, is: 'gt', value: 5 },
  );

const asked = (measure: Happening['measure'], property?: string, mayBeEver = true): fc.Arbitrary<Happening> =>
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      anyFilter(),
      fc.option(anyWindow(), { nil: undefined, freq: mayBeEver ? 4 : 1e9 }),
    )
    .map(([event, where, within]) => ({
      event,
      measure,
      ...(property === undefined ? {} : { property }),
      ...(where ? { where } : {}),
      ...(within === undefined ? {} : { within }),
    }));

const compared = (
  fact: fc.Arbitrary<Fact>,
  operators: readonly Operator[],
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<Comparison> =>
  fc.tuple(fact, fc.constantFrom(...operators), value).map(([fact, is, value]) => ({ fact, is, value }) as Comparison);

const ORDER: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'];
const AGO: readonly Operator[] = ['within', 'longer_ago'];

/** A comparison that time alone may change. */
export function anyTimelyComparison(bySegments: boolean): fc.Arbitrary<Comparison> {
  const few = fc.constantFrom(0, 1, 2, 3);
  return fc.oneof(
    { weight: 4, arbitrary: compared(asked('count'), ORDER, few) },
    // Compared with many: counted in whole days.
    { weight: 2, arbitrary: compared(asked('count'), ['lt'], fc.constant(51)) },
    { weight: 3, arbitrary: compared(asked('sum', 'paid'), ORDER, fc.constantFrom(0, 10, 30)) },
    { weight: 2, arbitrary: compared(asked('average', 'paid'), ORDER, fc.constantFrom(5, 10)) },
    { weight: 3, arbitrary: compared(asked('days', undefined, false), ORDER, few) },
    { weight: 2, arbitrary: compared(asked('top', 'kind'), ['eq', 'ne'], fc.constantFrom('a', 'b')) },
    { weight: 2, arbitrary: compared(asked('last', 'kind'), ['eq', 'ne'], fc.constantFrom('a', 'b')) },
    { weight: 2, arbitrary: compared(asked('first', 'kind'), ['eq', 'ne'], fc.constantFrom('a', 'b')) },
    { weight: 3, arbitrary: compared(asked('last'), AGO, anyWindow()) },
    { weight: 2, arbitrary: compared(asked('first'), AGO, anyWindow()) },
    // Sequences: the last of one after the last of the other; more of one than of the other.
    { weight: 3, arbitrary: compared(asked('last'), ['before', 'after'], asked('last')) },
    { weight: 2, arbitrary: compared(asked('count'), ORDER, asked('count')) },
    { weight: 1, arbitrary: compared(asked('last'), ['known', 'unknown'], fc.constant(undefined)) },
    ...(bySegments
      ? [
          {
            weight: 3,
            arbitrary: compared(
              fc.constantFrom(...SEGMENTS).map((segment) => ({ segment })),
              ['eq', 'ne'],
              fc.boolean(),
            ),
          },
        ]
      : []),
  );
}

/** A rule of few comparisons, nested and negated. */
export function anyTimelyRule(bySegments = true): fc.Arbitrary<Rule> {
  const { tree } = fc.letrec<{ tree: Rule }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', maxDepth: 2, withCrossShrink: true },
      anyTimelyComparison(bySegments) as fc.Arbitrary<Rule>,
      fc.array(tie('tree'), { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
      tie('tree').map((not) => ({ not })),
    ),
  }));
  return tree;
}
