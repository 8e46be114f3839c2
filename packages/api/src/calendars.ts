import { z } from 'zod';
import { route } from './route.js';

const W = '/workspaces/:workspace';

const day = z.iso.date('Write a date like 2026-10-01.');
/** Years of holidays are a few hundred days; more is a mistake. */
const days = z
  .array(day)
  .max(5_000)
  .transform((dates) => [...new Set(dates)].sort());

/** Which days are worked on besides Monday to Friday: holidays are off, make-up days are worked on (调休上班). */
export const calendarSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  holidays: days,
  makeUpDays: days,
});
export type CalendarBody = z.infer<typeof calendarSchema>;

export interface CalendarReply extends CalendarBody {
  /** What journeys name it by. */
  id: string;
  updatedAt: string;
}

export const calendarsApi = {
  list: route<CalendarReply[]>()('GET', `${W}/calendars`, 'settings.read'),
  /** Makes the calendar of this id, or puts this in its place. */
  save: route<CalendarReply>()('PUT', `${W}/calendars/:calendar`, 'settings.edit', { body: calendarSchema }),
  /** Brings in what is shipped for mainland China, as the calendar `china`; days that were added to it stay. */
  importChina: route<CalendarReply>()('POST', `${W}/calendar-imports/china`, 'settings.edit'),
  /** Refused while a journey that is not archived names it. */
  remove: route<void>()('DELETE', `${W}/calendars/:calendar`, 'settings.edit'),
};
