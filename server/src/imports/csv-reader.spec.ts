import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv, type CsvRecord } from './csv-reader.js';

async function read(text: string, piece = text.length || 1, longest = 1_000): Promise<CsvRecord[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece);
  }
  const all: CsvRecord[] = [];
  for await (const records of readCsv(chunks(), longest)) all.push(...records);
  return all;
}
const lines = (records: CsvRecord[]) =>
  records.map(({ line, cells, fault }) => (fault ? `${line}! ${fault}` : `${line}: ${cells.join('|')}`));

describe('reading CSV', () => {
  it('knows quotes, doubled quotes, commas and line breaks in cells, and where each record began', async () => {
    const text = '\ufeffa,b,c\r\n1,"2,5",3\r\n"x\ny","say ""hi""",\r\n\r\n15" pan,,z\n';
    expect(lines(await read(text))).toEqual(['1: a|b|c', '2: 1|2,5|3', '3: x\ny|say "hi"|', '6: 15" pan||z']);
  });

  it('needs no line break at the end', async () => {
    expect(lines(await read('a,b\n1,"2"'))).toEqual(['1: a|b', '2: 1|2']);
    expect(lines(await read('a,b\n1,2'))).toEqual(['1: a|b', '2: 1|2']);
    expect(await read('')).toEqual([]);
  });

  it('gives up one line for a quote that is never closed', async () => {
    const broken = 'a,b\n1,"open\n2,3\n4,5\n';
    expect(lines(await read(broken))).toEqual(['1: a|b', '2! a quote is opened and never closed', '3: 2|3', '4: 4|5']);
    const long = `a,b\n1,"open\n${'7,8\n'.repeat(1_000)}`;
    expect(lines(await read(long, 64))).toEqual([
      '1: a|b',
      '2! a quote is opened and never closed',
      ...Array.from({ length: 1_000 }, (_, index) => `${index + 3}: 7|8`),
    ]);
  });

  it('gives up one line for text after a closing quote', async () => {
    expect(lines(await read('a,b\n"x"y,2\n3,4\n'))).toEqual([
      '1: a|b',
      '2! there is text between a closing quote and the next comma',
      '3: 3|4',
    ]);
  });

  it('gives up one line that is too long, in whatever pieces it comes', async () => {
    const text = `a,b\n1,${'x'.repeat(5_000)}\n3,4\n`;
    for (const piece of [1, 7, 999, 10_000]) {
      expect(lines(await read(text, piece))).toEqual(['1: a|b', '2! this is longer than 100000 characters', '3: 3|4']);
    }
  });

  it('reads back what was written, in whatever pieces it comes', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '龙'), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, piece) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + '\r\n')
          .join('');
        expect((await read(text, piece)).map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});
