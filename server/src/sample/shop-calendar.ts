import { DAY, HOUR, type Instant } from '@sojourn/rules';
import type { Random } from './random.js';

/** The sample shop lives in Asia/Shanghai, which has kept UTC+8 since 1991: no zone database is needed here. */
const OFFSET = 8 * HOUR;

/** Days since 1970-01-01 by the shop's own midnight. */
export const dayOf = (at: Instant): number => Math.floor((at + OFFSET) / DAY);

/** The first instant of such a day. */
export const startOf = (day: number): Instant => day * DAY - OFFSET;

/** Month and day of the month of such a day, both from 1. */
export function dateOf(day: number): { month: number; date: number } {
  const local = new Date(day * DAY);
  return { month: local.getUTCMonth() + 1, date: local.getUTCDate() };
}

/** 1970-01-01 was a Thursday. 0 is Sunday. */
const weekdayOf = (day: number): number => (day + 4) % 7;

/** A sale everybody knows, by local date; `peak` are its last days, `pull` is how many times the usual visits it brings. */
interface Promotion {
  name: string;
  from: [month: number, date: number];
  to: [month: number, date: number];
  pull: number;
  peak: number;
}

const PROMOTIONS: readonly Promotion[] = [
  { name: '618', from: [6, 1], to: [6, 18], pull: 1.3, peak: 3 },
  { name: '双11', from: [10, 31], to: [11, 11], pull: 1.4, peak: 4 },
  { name: '双12', from: [12, 10], to: [12, 12], pull: 1.2, peak: 2 },
  { name: '年货节', from: [1, 10], to: [1, 22], pull: 1.3, peak: 1.6 },
  { name: '3.8', from: [3, 6], to: [3, 8], pull: 1.2, peak: 1.8 },
];

/** Which sale is on, and how much busier than usual the day is: up to the peak on its last day. */
export function saleOn(day: number): { name?: string; pull: number } {
  const { month, date } = dateOf(day);
  const today = month * 100 + date;
  for (const { name, from, to, pull, peak } of PROMOTIONS) {
    const last = to[0] * 100 + to[1];
    if (today < from[0] * 100 + from[1] || today > last) continue;
    return { name, pull: last - today < 1 ? peak : last - today < 3 ? (pull + peak) / 2 : pull };
  }
  return { pull: 1 };
}

/** How busy a day is against an average one: weekends and sales are, Mondays and Tuesdays are not. */
export function busyness(day: number): number {
  return WEEKDAYS[weekdayOf(day)]! * saleOn(day).pull;
}

const WEEKDAYS = [1.22, 0.86, 0.88, 0.93, 0.97, 1.02, 1.2];

/** Lunch, and the evening on the sofa; at the weekend a slow morning and a busy afternoon. By local hour from 0. */
const WORKDAY = [5, 2, 1, 1, 1, 2, 6, 14, 20, 20, 22, 25, 42, 38, 24, 22, 22, 25, 32, 44, 62, 70, 55, 22];
const WEEKEND = [9, 4, 2, 1, 1, 1, 3, 8, 18, 32, 42, 44, 42, 44, 46, 46, 44, 42, 40, 48, 60, 66, 52, 26];

/** A moment of that day at which somebody may well open the shop. */
export function momentOf(day: number, random: Random): Instant {
  const weekday = weekdayOf(day);
  const hour = random.weighted(weekday === 0 || weekday === 6 ? WEEKEND : WORKDAY);
  return startOf(day) + hour * HOUR + Math.floor(random.next() * HOUR);
}
