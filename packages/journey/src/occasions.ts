import type { Value } from '@sojourn/rules';
import { readDate, type Recurs } from './date-attribute.js';
import { dateOf, writeDay, type Day } from './local-time.js';
import { lunarOf } from './lunar.js';

/**
 * What the day of a date attribute is looked up by: the date itself, its month and day (`517`), and those of the lunar
 * calendar (`505`, a leap month like the one before it). Of an instant, those of its day in UTC.
 */
export interface DateKeys {
  day: string;
  solar: number;
  lunar?: number;
}

/** The keys of what an attribute says; `undefined` where that is no date. */
export function dateKeys(value: Value | undefined): DateKeys | undefined {
  const told = readDate(value, 'UTC');
  if (!told) return undefined;
  const lunar = lunarKey(told.day);
  return { day: writeDay(told.day), solar: solarKey(told.day), ...(lunar !== undefined && { lunar }) };
}

/**
 * Keys under which all dates stand that can come up on a day, and some more: an instant's day depends on the zone, and
 * who was born on a 29th of February, or on the 30th of a lunar month, keeps another day in other years. `nextDay` tells
 * exactly.
 */
export function dateKeysNear(
  on: Day,
  recurs: Recurs,
): { by: 'day'; keys: string[] } | { by: 'solar' | 'lunar'; keys: number[] } {
  const near = [on - 1, on, on + 1];
  if (recurs === 'never') return { by: 'day', keys: near.map(writeDay) };
  if (recurs === 'yearly') return { by: 'solar', keys: [...new Set(near.flatMap((day) => solarWith(solarKey(day))))] };
  const keys = near.map(lunarKey).filter((key) => key !== undefined);
  return { by: 'lunar', keys: [...new Set(keys.flatMap(lunarWith))] };
}

const FEBRUARY_28 = 228;
const solarWith = (key: number): number[] => (key === FEBRUARY_28 ? [key, key + 1] : [key]);
const lunarWith = (key: number): number[] => (key % 100 === 29 ? [key, key + 1] : [key]);

function solarKey(day: Day): number {
  const { month, date } = dateOf(day);
  return month * 100 + date;
}

function lunarKey(day: Day): number | undefined {
  const lunar = lunarOf(day);
  return lunar && lunar.month * 100 + lunar.date;
}
