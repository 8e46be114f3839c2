/** One record of a CSV file. `line` is where it begins, from 1: a quoted cell may hold line breaks. */
export interface CsvRecord {
  line: number;
  cells: string[];
  /** What is wrong with the record as such; then its cells are not to be trusted. */
  fault?: string;
}

/** More than any event may hold. A quote that is never closed would otherwise swallow the rest of the file. */
export const LONGEST_RECORD = 100_000;

const UNCLOSED = 'a quote is opened and never closed';
const AFTER_QUOTE = 'there is text between a closing quote and the next comma';
const TOO_LONG = `this is longer than ${LONGEST_RECORD} characters`;

/**
 * Reads CSV (RFC 4180) as it comes, a list of records for each chunk. A record that cannot be read costs its own first
 * line and nothing else: reading goes on with the line below. That is why the reader is our own: csv-parse 7.0.3 gives
 * up the rest of the file after a quote that is never closed. Quotes inside of an unquoted cell are text; empty lines
 * are skipped.
 */
export async function* readCsv(chunks: AsyncIterable<string>, longest = LONGEST_RECORD): AsyncGenerator<CsvRecord[]> {
  const reader = new CsvReader(longest);
  for await (const chunk of chunks) yield reader.take(chunk, false);
  yield reader.take('', true);
}

class CsvReader {
  private text = '';
  private line = 1;
  private begun = false;
  /** Set while the rest of an over-long line passes by. */
  private skipping = false;

  constructor(private readonly longest: number) {}

  take(chunk: string, last: boolean): CsvRecord[] {
    this.text += chunk;
    if (!this.begun && this.text.length > 0) {
      this.begun = true;
      if (this.text.charCodeAt(0) === 0xfeff) this.text = this.text.slice(1);
    }
    const records: CsvRecord[] = [];
    let at = this.skipping ? this.afterLine(0) : 0;
    while (at < this.text.length) {
      const read = this.record(at, last);
      if (!read) break;
      const { end, ...record } = read;
      if (record.fault !== undefined || record.cells.length > 1 || record.cells[0] !== '') {
        records.push({ line: this.line, ...record });
      }
      this.line += count(this.text, '\n', at, end);
      at = end;
    }
    this.text = this.text.slice(at);
    return records;
  }

  /** The record at `at` and where the next begins; none while its end has not come. */
  private record(at: number, last: boolean): { cells: string[]; end: number; fault?: string } | undefined {
    const { text } = this;
    const cells: string[] = [];
    let newline = text.indexOf('\n', at);
    for (let from = at; ;) {
      if (text[from] === '"') {
        const close = closingQuote(text, from + 1);
        const after = close + 1;
        // A quote at the very end of what came may be the first half of a doubled one.
        if (close === -1 || (after >= text.length && !last)) {
          return last || text.length - at > this.longest ? this.broken(at, UNCLOSED) : undefined;
        }
        cells.push(text.slice(from + 1, close).replaceAll('""', '"'));
        if (newline !== -1 && newline < after) newline = text.indexOf('\n', after);
        if (text[after] === ',') {
          from = after + 1;
          continue;
        }
        const rest = newline === -1 ? text.slice(after) : text.slice(after, newline);
        if (rest !== '' && rest !== '\r') return this.broken(at, AFTER_QUOTE);
        if (newline === -1 && !last) return undefined;
        return { cells, end: newline === -1 ? text.length : newline + 1 };
      }
      const comma = text.indexOf(',', from);
      if (comma !== -1 && (newline === -1 || comma < newline)) {
        cells.push(text.slice(from, comma));
        from = comma + 1;
        continue;
      }
      if (newline === -1 && !last) return text.length - at > this.longest ? this.broken(at, TOO_LONG) : undefined;
      const end = newline === -1 ? text.length : newline;
      const cell = text.slice(from, end);
      cells.push(cell.endsWith('\r') ? cell.slice(0, -1) : cell);
      if (end - at > this.longest) return this.broken(at, TOO_LONG);
      return { cells, end: Math.min(end + 1, text.length) };
    }
  }

  /** Gives up the line that begins at `at`. */
  private broken(at: number, fault: string): { cells: string[]; end: number; fault: string } {
    return { cells: [], end: this.afterLine(at), fault };
  }

  private afterLine(at: number): number {
    const newline = this.text.indexOf('\n', at);
    if (this.skipping && newline !== -1) this.line += 1;
    this.skipping = newline === -1;
    return newline === -1 ? this.text.length : newline + 1;
  }
}

/** Where the quote is that ends a quoted cell; two in a row are one quote of its text. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function count(text: string, what: string, from: number, end: number): number {
  let found = 0;
  for (let at = text.indexOf(what, from); at !== -1 && at < end; at = text.indexOf(what, at + 1)) found += 1;
  return found;
}
