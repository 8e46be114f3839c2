import { parseInstant, type Instant } from '@sojourn/rules';
import { DateTime } from 'luxon';
import { quoted } from '../store/shown-cell.js';

/** Older dates are typing errors, such as the 1900-01-00 that spreadsheets make of an empty cell. */
const EARLIEST: Instant = Date.UTC(1970, 0, 1);

const SHAPE = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/;

/**
 * Reads when something happened: ISO 8601 with its offset; with a `zone` also the local times that spreadsheets write
 * (2026-11-21 09:30, 2026/11/21). A date alone is its first moment in the zone, in UTC without one. Returns what is
 * wrong as a text. `latest` is now: nothing can have happened later.
 */
export function readInstant(cell: string, zone: string | undefined, latest: Instant): Instant | string {
  const text = cell.trim();
  if (text === '') return 'is empty';
  const local = SHAPE.exec(text);
  if (local && zone !== undefined) return bounded(text, inZone(local, zone), latest);
  if (local && local[4] !== undefined) {
    return `${quoted(text)} has no offset: write it like 2026-11-21T09:30:00+08:00, or name the zone with --zone`;
  }
  return bounded(text, exists(text) ? parseInstant(text) : undefined, latest);
}

function bounded(text: string, at: Instant | undefined, latest: Instant): Instant | string {
  if (at === undefined) return `${quoted(text)} is not a date like 2026-11-21T09:30:00+08:00`;
  if (at < EARLIEST) return `${quoted(text)} is before 1970`;
  if (at > latest) return `${quoted(text)} is in the future`;
  return at;
}

function inZone(found: RegExpExecArray, zone: string): Instant | undefined {
  const [year, month, day, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const millisecond = Math.floor(Number(`0.${found[7] ?? 0}`) * 1_000);
  const local = DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone });
  return local.isValid ? local.toMillis() : undefined;
}

/** JavaScript takes February 30 for March 1. */
function exists(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  if (year === undefined) return true;
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}
