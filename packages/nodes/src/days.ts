import {
  CHINA_CALENDAR,
  MONDAY_TO_FRIDAY,
  weekdayOf,
  workdays,
  type Calendar,
  type Day,
  type Visit,
} from '@sojourn/journey';
import type { KnownReferences, Preparing } from '@sojourn/journey';
import { said, type Words } from '@sojourn/rules';
import { z } from 'zod';

/** A time of day, `HH:MM`. */
export const timeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, said('Write a time like 09:30.', '请填写时间，例如 09:30。'));

/** Days of the week, 1 (Monday) to 7 (Sunday). */
export const weekdaysSchema = z.array(z.int().min(1).max(7)).min(1).max(7);

/** Calendars that every workspace has; one of its own with the same id comes first. */
export const BUILT_IN_CALENDARS: readonly Calendar[] = [
  { id: 'mon-fri', name: 'Mon–Fri 周一至周五', ...MONDAY_TO_FRIDAY },
  CHINA_CALENDAR,
];

/** Whether a day is one of those chosen: of these weekdays, and a workday of the calendar; nothing chosen is every day. */
export function chosenDays(
  { weekdays, calendar }: { weekdays?: readonly number[]; calendar?: string },
  around: Pick<Preparing, 'calendar'>,
): (day: Day) => boolean {
  const isWorkday = calendar === undefined ? undefined : workdaysOf(calendar, around);
  return (day) => (weekdays?.includes(weekdayOf(day)) ?? true) && (isWorkday?.(day) ?? true);
}

/** The workdays of a calendar. One that is gone keeps nobody waiting: Monday to Friday take its place. */
export function workdaysOf(id: string, around: Pick<Preparing, 'calendar'>): (day: Day) => boolean {
  const calendar = around.calendar(id) ?? BUILT_IN_CALENDARS.find((each) => each.id === id);
  return workdays(calendar ?? MONDAY_TO_FRIDAY);
}

/** A problem where there is no such calendar. */
export function unknownCalendar(
  field: string,
  id: string | undefined,
  { calendars }: KnownReferences,
): { field: string; message: Words }[] {
  if (id === undefined || !calendars || [...BUILT_IN_CALENDARS, ...calendars].some((each) => each.id === id)) return [];
  return [
    {
      field,
      message: {
        en: `There is no calendar "${id}". Choose one of the workspace.`,
        zh: `没有日历“${id}”，请选择工作区中的日历。`,
      },
    },
  ];
}

const WEEKDAYS: readonly Words[] = [
  { en: 'Mon', zh: '一' },
  { en: 'Tue', zh: '二' },
  { en: 'Wed', zh: '三' },
  { en: 'Thu', zh: '四' },
  { en: 'Fri', zh: '五' },
  { en: 'Sat', zh: '六' },
  { en: 'Sun', zh: '日' },
];

/** Which days are chosen, in words: "on Mon, Wed", 周一、周三; `undefined` where every day is. */
export function daysWords({
  weekdays,
  calendar,
}: {
  weekdays?: readonly number[];
  calendar?: string;
}): Words | undefined {
  const named = weekdays?.toSorted((a, b) => a - b).map((day) => WEEKDAYS[day - 1]!);
  const parts: Words[] = [
    ...(named
      ? [{ en: `on ${named.map(({ en }) => en).join(', ')}`, zh: `周${named.map(({ zh }) => zh).join('、')}` }]
      : []),
    ...(calendar === undefined ? [] : [{ en: 'on workdays', zh: '工作日' }]),
  ];
  if (parts.length === 0) return undefined;
  return { en: parts.map(({ en }) => en).join(' and '), zh: parts.map(({ zh }) => zh).join('且') };
}

/** What a rest that counts in local time keeps, so that the log can name the zone it counted in (TIME-1). */
export function inZone(visit: Visit): { zone: string; source: string } {
  return { ...visit.zone() };
}
