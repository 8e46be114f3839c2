import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import type { Kind } from './array-writer.js';
import { arrayOf, column } from './columns.js';
import { Database } from './database.js';

describe('a column as a parameter', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = Database.open(fresh.url);
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  /** What Postgres makes of the values. */
  async function roundTrip(kind: Kind, values: readonly unknown[]): Promise<unknown[]> {
    const array = arrayOf(
      values,
      column<unknown>('value', kind, (value) => value),
    );
    const text = `select value from unnest($1::${kind}[]) with ordinality as given(value, n) order by n`;
    const { rows } = await database.query<{ value: unknown }>(text, [array]);
    return rows.map(({ value }) => value);
  }

  const finite = { noNaN: true, noDefaultInfinity: true };
  const kinds: [Kind, fc.Arbitrary<unknown>][] = [
    ['int2', fc.integer({ min: -32_768, max: 32_767 })],
    ['int4', fc.integer()],
    ['int8', fc.maxSafeInteger()],
    ['bool', fc.boolean()],
    ['uuid', fc.uuid()],
    ['text', fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })).map((text) => text.replaceAll('\0', ''))],
    [
      'timestamptz',
      fc.oneof(fc.integer({ min: -30e12, max: 2.5e14 }), fc.constantFrom(Infinity, -Infinity, 0, -1, 946_684_800_000)),
    ],
    [
      'jsonb',
      fc.oneof(
        fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.oneof(fc.integer(), fc.double(finite), fc.boolean())),
        fc.array(fc.integer()),
        fc.integer(),
      ),
    ],
  ];

  it.each(kinds)('comes back as it was given: %s', async (kind, arbitrary) => {
    const repeated = fc
      .array(fc.tuple(fc.option(arbitrary), fc.integer({ min: 1, max: 3 })), { maxLength: 50 })
      .map((runs) => runs.flatMap(([value, times]) => Array.from({ length: times }, () => value)));
    await fc.assert(
      fc.asyncProperty(repeated, async (values) => {
        // -0 is 0 to Postgres and to JSON alike.
        expect(await roundTrip(kind, values)).toEqual(
          values.map((value) => (Object.is(value, -0) ? 0 : value)).map(plain),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('grows with what is written', async () => {
    const long = Array.from({ length: 300 }, (_, index) => '字'.repeat(index));
    expect(await roundTrip('text', long)).toEqual(long);
  });

  it('refuses what is no instant and no id', () => {
    expect(() =>
      arrayOf(
        [NaN],
        column<number>('at', 'timestamptz', (value) => value),
      ),
    ).toThrow(RangeError);
    expect(() =>
      arrayOf(
        ['x'],
        column<string>('id', 'uuid', (value) => value),
      ),
    ).toThrow(RangeError);
  });
});

/** As JSON would have it: a double of -0 inside an object becomes 0. */
function plain(value: unknown): unknown {
  return value !== null && typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
}
