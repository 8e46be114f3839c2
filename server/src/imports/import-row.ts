import { createHash } from 'node:crypto';
import type { Instant } from '@sojourn/rules';
import { z } from 'zod';
import { readValues, ValueFault, type ColumnMap, type ImportKind } from './column-map.js';
import type { CsvRecord } from './csv-reader.js';
import { quoted } from '../store/shown-cell.js';
import { readInstant } from './instant-cell.js';

/** A row ready to be sorted and queued. `body` is the JSON that goes into the inbox: an event, or traits. */
export interface ImportRow {
  /** The profile's user id. */
  subject: string;
  at: Instant;
  line: number;
  messageId: string;
  /** An address among the traits, by which the profile is known from now on. */
  email?: string;
  body: string;
}

/** A row that is left out, and why. */
export interface BadRow {
  line: number;
  problem: string;
}

export interface RowReading {
  kind: ImportKind;
  map: ColumnMap;
  header: readonly string[];
  /** Tells this file from all others; with the line it makes the message id. */
  fileKey: string;
  zone?: string;
  /** The name of all events where no column has it. */
  event?: string;
  now: Instant;
}

/** The limits of ingestion, which an import must not get around. */
const LONGEST = { id: 200, event: 200, messageId: 255, body: 32_000 };

/** What ingestion takes for an address in an identify. */
const address = z.string().trim().toLowerCase().pipe(z.email().max(254));

/** Makes a row of a record, or says what is wrong and in which column. */
export function readRow(record: CsvRecord, reading: RowReading): ImportRow | BadRow {
  const { line, cells } = record;
  const { map, header, kind } = reading;
  const bad = (problem: string, column?: number): BadRow => ({
    line,
    problem: column === undefined ? problem : `column ${header[column]}: ${problem}`,
  });
  if (record.fault !== undefined) return bad(record.fault);
  if (cells.length !== map.columns) return bad(`has ${cells.length} cells, and the header has ${map.columns}`);
  const unreadable = cells.findIndex((cell) => cell.includes('\0') || cell.includes('\ufffd'));
  if (unreadable !== -1) {
    const nul = cells[unreadable]!.includes('\0');
    return bad(
      nul ? 'holds a NUL character' : 'is not UTF-8 (name the encoding with --encoding, e.g. gb18030)',
      unreadable,
    );
  }
  const text = (column: number, longest: number): string | BadRow => {
    const cell = cells[column]!.trim();
    if (cell === '') return bad('is empty', column);
    return cell.length > longest ? bad(`${quoted(cell)} is longer than ${longest} characters`, column) : cell;
  };
  const subject = text(map.profile, LONGEST.id);
  if (typeof subject !== 'string') return subject;
  const name = kind === 'events' ? (map.event === undefined ? reading.event! : text(map.event, LONGEST.event)) : '';
  if (typeof name !== 'string') return name;
  const at =
    map.occurredAt === undefined ? reading.now : readInstant(cells[map.occurredAt]!, reading.zone, reading.now);
  if (typeof at === 'string') return bad(at, map.occurredAt);
  const messageId =
    map.messageId === undefined ? messageIdOf(reading.fileKey, line) : text(map.messageId, LONGEST.messageId);
  if (typeof messageId !== 'string') return messageId;
  const values = readValues(cells, map.values);
  if (values instanceof ValueFault) return bad(`${quoted(cells[values.column]!)} ${values.problem}`, values.column);
  const body = JSON.stringify(kind === 'events' ? { occurredAt: at, name, properties: values, messageId } : values);
  if (Buffer.byteLength(body) > LONGEST.body) return bad(`is longer than ${LONGEST.body} bytes`);
  const email = kind === 'profiles' ? address.safeParse(values.email).data : undefined;
  return { subject, at, line, messageId, body, ...(email === undefined ? {} : { email }) };
}

/** From file and line, never from content: two equal rows are two events, and the same row read again is the same. */
export function messageIdOf(fileKey: string, line: number): string {
  return `import-${createHash('sha256').update(`${fileKey}\n${line}`).digest('base64url').slice(0, 22)}`;
}
