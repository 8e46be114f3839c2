import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { Database } from './database.js';
import { Reading } from './reading.js';
import { RowReader } from './row-reader.js';
import { RowTap } from './row-tap.js';

describe('reading in binary', () => {
  let fresh: FreshDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = Database.open(fresh.url, { max: 1 });
  });
  afterAll(async () => {
    await database.close();
    await fresh.drop();
  });

  const read = <Value>(select: string, value: (row: RowReader) => Value, values: unknown[] = []): Promise<Value[]> =>
    database.transaction((client) => new Reading(`read ${select}`, `select ${select}`).rows(client, values, value));

  it.each<[string, (row: RowReader) => unknown, unknown]>([
    ['(-7)::int2', (row) => row.int2(), -7],
    ['(-70000)::int4', (row) => row.int4(), -70_000],
    ['(-9007199254740991)::int8', (row) => row.int8(), Number.MIN_SAFE_INTEGER],
    ['9007199254740991::int8', (row) => row.int8(), Number.MAX_SAFE_INTEGER],
    ['true', (row) => row.bool(), true],
    ["'字 🌱'::text", (row) => row.text(), '字 🌱'],
    ['null::text', (row) => row.textOr(undefined), undefined],
    ["'01234567-89ab-7def-8123-456789abcdef'::uuid", (row) => row.uuid(), '01234567-89ab-7def-8123-456789abcdef'],
    ['\'{"a": [1, "字"]}\'::jsonb', (row) => row.json(), { a: [1, '字'] }],
    ["'{}'::jsonb", (row) => row.json(), {}],
    ["'[]'::jsonb", (row) => row.json(), []],
    ["'7'::jsonb", (row) => row.json(), 7],
    ['null::jsonb', (row) => row.jsonOr(undefined), undefined],
    ["'infinity'::timestamptz", (row) => row.instant(), Infinity],
    ["'-infinity'::timestamptz", (row) => row.instant(), -Infinity],
    ['null::timestamptz', (row) => row.instantOr(undefined), undefined],
    ["'2026-11-21 20:38:21.123999+00'::timestamptz", (row) => row.instant(), Date.UTC(2026, 10, 21, 20, 38, 21, 123)],
    ["'1969-12-31 23:59:59.999+00'::timestamptz", (row) => row.instant(), -1],
    ["'0500-01-01 00:00:00+00'::timestamptz", (row) => row.instant(), Date.UTC(500, 0, 1)],
  ])('reads %s', async (select, value, expected) => {
    expect(await read(select, value)).toEqual([expected]);
  });

  it('reads many rows, more than one packet holds', async () => {
    const rows = await read("n, repeat('字', n % 50) from generate_series(1, 20000) as n", (row) => [
      row.int4(),
      row.text(),
    ]);
    expect(rows).toEqual(Array.from({ length: 20_000 }, (_, n) => [n + 1, '字'.repeat((n + 1) % 50)]));
  });

  it('says where a statement gives more than is read, and leaves the connection fit for use', async () => {
    await expect(read('1, 2 from generate_series(1, 3)', (row) => row.int4())).rejects.toThrow('1 columns of a row');
    await expect(read('1 / $1::int4', (row) => row.int4(), [0])).rejects.toMatchObject({ code: '22012' });
    await expect(database.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it('deals messages out alike, however they are cut into packets', () => {
    const message = fc.tuple(fc.constantFrom('D', 'C', 'Z'), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (messages, cuts) => {
        const packed = messages.map(([letter, body]) => {
          const bytes = Buffer.alloc(5 + body.length);
          bytes.write(letter);
          bytes.writeUInt32BE(4 + body.length, 1);
          bytes.set(body, 5);
          return bytes;
        });
        const stream = new EventEmitter();
        const tap = new RowTap().listenTo(stream);
        const rows: number[] = [];
        const passed: Buffer[] = [];

        tap.onRow = (bytes, at) => rows.push(bytes.readUInt32BE(at - 4) - 4);
        tap.on('data', (bytes: Buffer) => passed.push(Buffer.from(bytes)));
        const all = Buffer.concat(packed);
        for (let at = 0, turn = 0; at < all.length; turn++) {
          const size = cuts[turn % cuts.length]!;
          stream.emit('data', all.subarray(at, at + size));
          at += size;
        }
        expect(rows).toEqual(messages.filter(([letter]) => letter === 'D').map(([, body]) => body.length));
        expect(Buffer.concat(passed)).toEqual(Buffer.concat(packed.filter((bytes) => bytes[0] !== 'D'.charCodeAt(0))));
      }),
    );
  });
});
