import { describe, expect, it } from '@jest/globals';
import { readMap } from './column-map.js';
import { messageIdOf, readRow, type RowReading } from './import-row.js';

const header = ['customer', 'what', 'when', 'amount', 'note'];
const now = Date.parse('2026-11-21T00:00:00Z');
const reading = (
  over: Partial<RowReading> = {},
  map = 'profile=customer,event=what,occurred_at=when,amount=amount,note=note',
): RowReading => ({
  kind: 'events',
  map: readMap(map, header, over.kind ?? 'events', over.event),
  header,
  fileKey: 'file',
  now,
  ...over,
});
const read = (cells: string[], over: Partial<RowReading> = {}, map?: string) =>
  readRow({ line: 7, cells }, reading(over, map));
const eventOf = (row: ReturnType<typeof read>) => JSON.parse('body' in row ? row.body : JSON.stringify(row)) as unknown;

describe('a row of an import', () => {
  it('becomes an event with typed properties and an id from file and line', () => {
    const row = read([' u-1 ', 'order_completed', '2026-11-20T09:30:00+08:00', '12.5', '007']);
    expect(row).toMatchObject({
      subject: 'u-1',
      at: Date.parse('2026-11-20T01:30:00Z'),
      line: 7,
      messageId: messageIdOf('file', 7),
    });
    expect(eventOf(row)).toEqual({
      occurredAt: Date.parse('2026-11-20T01:30:00Z'),
      name: 'order_completed',
      properties: { amount: 12.5, note: '007' },
      messageId: messageIdOf('file', 7),
    });
    expect(messageIdOf('file', 8)).not.toBe(messageIdOf('file', 7));
    expect(messageIdOf('other', 7)).not.toBe(messageIdOf('file', 7));
  });

  it('leaves empty cells out and keeps what is said to be text', () => {
    expect(
      eventOf(
        read(
          ['u', 'e', '2026-11-20', '', 'true'],
          {},
          'profile=customer,event=what,occurred_at=when,amount=amount,note:text=note',
        ),
      ),
    ).toMatchObject({
      properties: { note: 'true' },
    });
  });

  it('makes objects of dotted names', () => {
    const map = 'profile=customer,consents.email.marketing:boolean=note,name=what';
    expect(eventOf(read(['u', '王伟', '', '', '是'], { kind: 'profiles' }, map))).toEqual({
      consents: { email: { marketing: true } },
      name: '王伟',
    });
  });

  it.each([
    [
      '2026-11-20T09:30:00',
      undefined,
      'column when: "2026-11-20T09:30:00" has no offset: write it like 2026-11-21T09:30:00+08:00, or name the zone with --zone',
    ],
    ['2026-11-20 09:30', 'Asia/Shanghai', Date.parse('2026-11-20T01:30:00Z')],
    ['2026/1/2 9:05:07.25', 'Asia/Shanghai', Date.parse('2026-01-02T01:05:07.250Z')],
    ['2026-11-20', 'Asia/Shanghai', Date.parse('2026-11-19T16:00:00Z')],
    ['2026-11-20', undefined, Date.parse('2026-11-20T00:00:00Z')],
    [
      '9999-01-01T00:00:00Z',
      undefined,
      'column when: "9999-01-01T00:00:00Z" is not a date like 2026-11-21T09:30:00+08:00',
    ],
    ['2027-01-01T00:00:00Z', undefined, 'column when: "2027-01-01T00:00:00Z" is in the future'],
    ['1900-01-01', undefined, 'column when: "1900-01-01" is before 1970'],
    ['2026-02-30', undefined, 'column when: "2026-02-30" is not a date like 2026-11-21T09:30:00+08:00'],
    [
      '2026/02/30 10:00',
      'Asia/Shanghai',
      'column when: "2026/02/30 10:00" is not a date like 2026-11-21T09:30:00+08:00',
    ],
    ['order_completed', undefined, 'column when: "order_completed" is not a date like 2026-11-21T09:30:00+08:00'],
    ['', undefined, 'column when: is empty'],
  ])('reads the date %j in zone %s', (cell, zone, expected) => {
    const row = read(['u', 'e', cell, '', ''], zone === undefined ? {} : { zone });
    expect('problem' in row ? row.problem : row.at).toBe(expected);
  });

  it.each([
    [['u', 'e', '2026-11-20', '1'], 'has 4 cells, and the header has 5'],
    [['u\0', 'e', '2026-11-20', '1', ''], 'column customer: holds a NUL character'],
    [
      ['u', 'e', '2026-11-20', '1', '\ufffd\ufffd'],
      'column note: is not UTF-8 (name the encoding with --encoding, e.g. gb18030)',
    ],
    [['', 'e', '2026-11-20', '1', ''], 'column customer: is empty'],
    [
      ['u'.repeat(201), 'e', '2026-11-20', '1', ''],
      `column customer: "${'u'.repeat(40)}…" is longer than 200 characters`,
    ],
    [['u', 'e'.repeat(201), '2026-11-20', '1', ''], `column what: "${'e'.repeat(40)}…" is longer than 200 characters`],
    [['u', 'e', '2026-11-20', '1', '龙'.repeat(11_000)], 'is longer than 32000 bytes'],
  ])('is refused with its place: %#', (cells, problem) => {
    expect(read(cells)).toEqual({ line: 7, problem });
  });

  it('is refused where a number is no number', () => {
    const map = 'profile=customer,event=what,occurred_at=when,amount:number=amount';
    expect(read(['u', 'e', '2026-11-20', '1,50', ''], {}, map)).toEqual({
      line: 7,
      problem: 'column amount: "1,50" is not a number',
    });
  });
});

describe('the mapping of an import', () => {
  it('takes every column there is, unless some are named', () => {
    const names = ['user_id', 'event', 'timestamp', 'quantity', 'note'];
    expect(readMap('', names, 'events').values.map(({ path }) => path[0])).toEqual(['quantity', 'note']);
    expect(readMap('n=note', names, 'events').values.map(({ path }) => path[0])).toEqual(['n']);
  });

  it('finds columns that are called as they should be', () => {
    expect(readMap('q=quantity', ['profile', 'event', 'occurred_at', 'quantity'], 'events')).toMatchObject({
      profile: 0,
      event: 1,
      occurredAt: 2,
    });
  });

  it.each([
    [
      'profile=user',
      'events',
      '--map profile=user: the file has no column "user". It has customer, what, when, amount, note.',
    ],
    ['profile', 'events', '--map: "profile" is not NAME=COLUMN.'],
    [
      'profile=customer,event=what',
      'events',
      'Say which column holds the occurred_at: --map occurred_at=COLUMN. The file has customer, what, when, amount, note.',
    ],
    ['profile=customer', 'profiles', 'Say which columns hold attributes: --map profile=id,name=full_name,…'],
    ['profile=customer,__proto__=what', 'profiles', '--map __proto__: this cannot be a name.'],
    ['profile=customer,a:date=what', 'profiles', '--map a:date: a value is text, number or boolean, not "date".'],
  ] as const)('%s is refused in words', (map, kind, message) => {
    expect(() => readMap(map, header, kind)).toThrow(message);
  });

  it('refuses two columns of one name', () => {
    expect(() => readMap('profile=a', ['a', 'a'], 'profiles')).toThrow('The file has two columns called "a".');
  });
});
