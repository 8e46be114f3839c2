import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Instant } from '@sojourn/rules';
import { MapFault, readMap, type ColumnMap, type ImportKind } from './column-map.js';
import { readCsv, type CsvRecord } from './csv-reader.js';
import { readRow, type BadRow, type ImportRow, type RowReading } from './import-row.js';

export interface FileOptions {
  kind: ImportKind;
  /** As `readMap` takes it. */
  map: string;
  event?: string;
  zone?: string;
  /** As TextDecoder knows it; UTF-8 by default. */
  encoding?: string;
  now: Instant;
  onBadRow: (row: BadRow) => void;
  /** Told of bytes read, of all. */
  onRead?: (bytes: number, of: number) => void;
  signal?: AbortSignal;
}

/** A CSV file on its way in. */
export interface OpenedFile {
  /** A hash of the content: the same file under another name is the same import. */
  key: string;
  header: string[];
  map: ColumnMap;
  rows: AsyncIterable<ImportRow[]>;
}

/** Opens a file, of any size, and checks its header. Throws MapFault where the mapping does not fit it. */
export async function openImportFile(path: string, options: FileOptions): Promise<OpenedFile> {
  const { size } = await stat(path);
  const content = await hashOf(path);
  const records = recordsOf(path, size, options);
  const first = await records.next();
  if (first.done) throw new MapFault('The file is empty.');
  const [head, ...rest] = first.value;
  if (!head || head.fault !== undefined)
    throw new MapFault(`The first line cannot be read: ${head?.fault ?? 'it is empty'}.`);
  const header = head.cells.map((name) => name.trim());
  const map = readMap(options.map, header, options.kind, options.event);
  const key = keyOf(content, options, header, map);
  const reading = {
    kind: options.kind,
    map,
    header,
    fileKey: key,
    zone: options.zone,
    event: options.event,
    now: options.now,
  };
  return { key, header, map, rows: readRows(rest, records, reading, options.onBadRow) };
}

/**
 * What the message ids of a file begin from. A row may well hold two events (when somebody registered, when they first
 * bought), imported one after the other: what makes an event another one belongs to the key.
 */
function keyOf(content: string, { kind, event }: FileOptions, header: readonly string[], map: ColumnMap): string {
  const parts = [content, kind, event ?? '', header[map.event ?? -1] ?? '', header[map.occurredAt ?? -1] ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

async function* readRows(
  first: CsvRecord[],
  records: AsyncGenerator<CsvRecord[]>,
  reading: RowReading,
  onBadRow: (row: BadRow) => void,
): AsyncGenerator<ImportRow[]> {
  const read = (list: CsvRecord[]) => {
    const rows: ImportRow[] = [];
    for (const record of list) {
      const row = readRow(record, reading);
      if ('problem' in row) onBadRow(row);
      else rows.push(row);
    }
    return rows;
  };
  yield read(first);
  for await (const list of records) yield read(list);
}

/** Lists of records; the first one holds the header. */
async function* recordsOf(path: string, size: number, options: FileOptions): AsyncGenerator<CsvRecord[]> {
  const decoder = new TextDecoder(options.encoding ?? 'utf-8', { ignoreBOM: true });
  async function* text() {
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1_024, signal: options.signal })) {
      bytes += (chunk as Buffer).length;
      options.onRead?.(bytes, size);
      yield decoder.decode(chunk as Buffer, { stream: true });
    }
    yield decoder.decode();
  }
  let headed = false;
  for await (const list of readCsv(text())) {
    if (!headed && list.length === 0) continue;
    headed = true;
    yield list;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1_024 * 1_024 })) hash.update(chunk as Buffer);
  return hash.digest('base64url');
}
