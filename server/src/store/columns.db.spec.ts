import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { BinaryWriter, type Kind } from './binary-writer.js';
import { column, Rows, writeArray } from './columns.js';
import { Copy } from './copy.js';
import { Database } from './database.js';

const KINDS: [Kind, fc.Arbitrary<unknown>][] = [
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
      fc.dictionary(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
      ),
      fc.array(fc.integer()),
      fc.integer(),
    ),
  ],
];

describe('columns in binary', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = Database.open(fresh.url, { max: 1 });
    const columns = KINDS.map(([kind]) => `${kind}_value ${kind}`).join(', ');
    await database.query(`create table copied (n int4 not null, ${columns})`);
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  /** What Postgres makes of a column that comes as a parameter. */
  async function throughAnArray(kind: Kind, values: readonly unknown[]): Promise<unknown[]> {
    const { rows } = await new Rows<unknown>(
      `round_trip_${kind}`,
      [column('value', kind, (value) => value)],
      (_) => `select value from unnest($1::${kind}[]) with ordinality as given(value, n) order by n`,
    ).rows(database, values);
    return rows.map(({ value }) => value as unknown);
  }

  /** What a table holds of a column that was copied into it. */
  async function throughATable(kind: Kind, values: readonly unknown[]): Promise<unknown[]> {
    const columns = [
      column<[number, unknown]>('n', 'int4', ([n]) => n),
      column<[number, unknown]>(`${kind}_value`, kind, ([, value]) => value),
    ];
    return database.transaction(async (client) => {
      await client.query('delete from copied');
      await new Copy('copied', columns).run(client, [...values.entries()]);
      const { rows } = await client.query<{ value: unknown }>(`select ${kind}_value as value from copied order by n`);
      return rows.map(({ value }) => value);
    });
  }

  it.each(KINDS)('come back as they were given: %s', async (kind, arbitrary) => {
    const repeated = fc
      .array(fc.tuple(fc.option(arbitrary), fc.integer({ min: 1, max: 3 })), { maxLength: 50 })
      .map((runs) => runs.flatMap(([value, times]) => Array.from({ length: times }, () => value)));
    await fc.assert(
      fc.asyncProperty(repeated, async (values) => {
        // -0 is 0 to Postgres and to JSON alike.
        const expected = values.map((value) => (Object.is(value, -0) ? 0 : value)).map(plain);
        expect(await throughAnArray(kind, values)).toEqual(expected);
        expect(await throughATable(kind, values)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('grow with what is written', async () => {
    const long = Array.from({ length: 300 }, (_, index) => '字'.repeat(index));
    expect(await throughAnArray('text', long)).toEqual(long);
    expect(await throughATable('text', long)).toEqual(long);
  });

  it.each<[Kind, unknown]>([
    ['timestamptz', NaN],
    ['uuid', 'x'],
    ['int2', 32_768],
    ['int4', 2 ** 31],
    ['int8', 0.5],
  ])('refuse what is none: %s %s', (kind, value) => {
    const values = [column<unknown>('value', kind, (each) => each)] as const;
    expect(() => writeArray(new BinaryWriter(), [value], values[0])).toThrow(RangeError);
  });

  it('leave the connection fit for use where Postgres refuses the rows, or the command', async () => {
    const none = [column<unknown>('n', 'int4', () => null)];
    const refused = (table: string) => database.transaction((client) => new Copy(table, none).run(client, [1]));
    await expect(refused('copied')).rejects.toMatchObject({ code: '23502' });
    await expect(refused('no_such_table')).rejects.toMatchObject({ code: '42P01' });
    await expect(database.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('fail with the connection', async () => {
    const copied = database.transaction(async (client) => {
      await client.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      await new Copy('copied', [column<unknown>('n', 'int4', () => 1)]).run(client, [1]);
    });
    await expect(copied).rejects.toThrow();
  });
});

/** As JSON would have it: a double of -0 inside an object becomes 0. */
function plain(value: unknown): unknown {
  return value !== null && typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
}
