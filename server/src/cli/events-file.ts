import { createReadStream } from 'node:fs';
import type { RehearsalEvent } from '@sojourn/journey';
import { LAST_INSTANT, type Language } from '@sojourn/rules';
import { MapFault, readMap, readValues, ValueFault, type ColumnMap } from '../imports/column-map.js';
import { readCsv, type CsvRecord } from '../imports/csv-reader.js';
import { readInstant } from '../imports/instant-cell.js';
import { shown } from '../store/shown-cell.js';
import { InputFault, UsageFault } from './command.js';

/** A row that was left out, and why. */
export interface BadRow {
  line: number;
  problem: string;
}

export interface EventsFile {
  events: RehearsalEvent[];
  badRows: BadRow[];
}

/** How the three columns that must be there may be called. */
const NAMES = {
  profile: ['profile_id', 'profile', 'user_id'],
  event: ['event', 'event_name'],
  occurredAt: ['occurred_at', 'timestamp'],
} as const;

/**
 * Reads a CSV of events as it comes: `profile_id,event,occurred_at` and any further columns, which become properties.
 * `wanted` says which properties anybody will ask for; the others are not kept. Bad rows cost themselves only. Throws
 * InputFault where the file or its columns cannot be used, UsageFault where the map does not fit it.
 */
export async function readEventsFile(
  path: string,
  options: { map?: string; zone?: string; wanted(property: string): boolean },
): Promise<EventsFile> {
  const file: EventsFile = { events: [], badRows: [] };
  const kept = new Map<string, string>();
  // One copy of each name and id: a cell on its own would hold on to the whole chunk that it was read from.
  const once = (text: string): string => {
    const known = kept.get(text);
    if (known === undefined) kept.set(text, text);
    return known ?? text;
  };
  let map: ColumnMap | undefined;
  let header: string[] = [];
  for await (const records of readCsv(chunksOf(path))) {
    for (const record of records) {
      if (!map) {
        header = record.cells.map((name) => name.trim());
        map = columnsOf(record, options.map);
        map.values = map.values.filter(({ path: [name] }) => options.wanted(name!));
        continue;
      }
      const read = eventOf(record, map, header, options.zone, once);
      if ('problem' in read) file.badRows.push(read);
      else file.events.push(read);
    }
  }
  if (!map) throw new InputFault(`${path} is empty: it needs a line with the names of its columns.`);
  return file;
}

async function* chunksOf(path: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }))
      yield chunk as string;
  } catch (error) {
    throw new InputFault(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function columnsOf(record: CsvRecord, map: string | undefined): ColumnMap {
  if (record.fault !== undefined) throw new InputFault(`Line ${record.line}: ${record.fault}.`);
  const header = record.cells.map((name) => name.trim());
  if (map !== undefined) {
    try {
      return readMap(map, header, 'events');
    } catch (error) {
      throw error instanceof MapFault ? new UsageFault(error.message) : error;
    }
  }
  const find = (names: readonly string[]) => {
    const index = header.findIndex((name) => names.includes(name));
    if (index !== -1) return index;
    const there = header.map(shown).join(', ');
    throw new InputFault(`The file has no column "${names[0]}". It has ${there}. Say which is which with --map.`);
  };
  const own = { profile: find(NAMES.profile), event: find(NAMES.event), occurredAt: find(NAMES.occurredAt) };
  const values = header.flatMap((name, column) =>
    name === '' || name === '__proto__' || Object.values(own).includes(column)
      ? []
      : [{ path: [name], column, kind: 'auto' as const }],
  );
  return { columns: header.length, ...own, values };
}

function eventOf(
  { line, cells, fault }: CsvRecord,
  map: ColumnMap,
  header: string[],
  zone: string | undefined,
  once: (text: string) => string,
): RehearsalEvent | BadRow {
  const bad = (problem: string, column?: number): BadRow => ({
    line,
    problem: column === undefined ? problem : `column ${header[column]}: ${problem}`,
  });
  if (fault !== undefined) return bad(fault);
  if (cells.length !== map.columns) return bad(`has ${cells.length} cells, and the header has ${map.columns}`);
  const profile = cells[map.profile]!.trim();
  if (profile === '') return bad('is empty', map.profile);
  const name = cells[map.event!]!.trim();
  if (name === '') return bad('is empty', map.event);
  const occurredAt = readInstant(cells[map.occurredAt!]!, zone, LAST_INSTANT);
  if (typeof occurredAt === 'string') return bad(occurredAt, map.occurredAt);
  const properties = readValues(cells, map.values);
  if (properties instanceof ValueFault) return bad(properties.problem, properties.column);
  return { profile: once(profile), name: once(name), occurredAt, properties };
}

/** How many bad rows are named one by one. */
const NAMED = 20;

/** The bad rows as lines for people, the first of them one by one. */
export function badRowLines(badRows: readonly BadRow[], language: Language): string[] {
  const zh = language === 'zh';
  const lines = badRows
    .slice(0, NAMED)
    .map(({ line, problem }) => (zh ? `第 ${line} 行：${problem}` : `line ${line}: ${problem}`));
  const more = badRows.length - NAMED;
  if (more > 0) lines.push(zh ? `……另有 ${more} 行` : `… and ${more} more`);
  return lines;
}
