import { windowOpens, type NodeType } from '@sojourn/journey';
import { said } from '@sojourn/rules';
import { z } from 'zod';
import { chosenDays, daysWords, inZone, timeSchema, unknownCalendar, weekdaysSchema } from '../days.js';
import { field, NEXT } from '../field.js';

interface Settings {
  from: string;
  to: string;
  weekdays?: number[];
  calendar?: string;
}

const EMPTY = said(
  'Start and end are the same, so the window never opens. Choose two different times.',
  '开始与结束时间相同，时间窗永远不会开放，请选择不同的时间。',
);

/** Lets people go on only within [start, end) of local time; it may cross midnight (WAIT-4). */
export const waitWindow: NodeType<Settings> = {
  type: 'wait-window',
  revision: 1,
  group: 'wait',
  icon: 'clock-pause',
  title: { en: 'Only within hours', zh: '时间窗' },
  about: {
    en: "Goes on at once within these hours of the profile's time zone, else when they begin.",
    zh: '在用户所在时区的该时段内立即继续，否则等到时段开始。',
  },
  settings: z
    .strictObject({
      from: field(timeSchema, { label: { en: 'From', zh: '开始' }, widget: 'time' }),
      to: field(timeSchema, {
        label: { en: 'Until before', zh: '结束（不含）' },
        help: { en: 'Earlier than the start: on the next day', zh: '早于开始时间表示次日' },
        widget: 'time',
      }),
      weekdays: field(weekdaysSchema.optional(), {
        label: { en: 'Weekdays', zh: '星期' },
        help: { en: 'Those on which it begins; empty: every day', zh: '时段开始的星期；留空表示每天' },
        widget: 'weekdays',
      }),
      calendar: field(z.string().min(1).max(100).optional(), {
        label: { en: 'Only workdays of', zh: '仅工作日' },
        widget: 'calendar',
      }),
    })
    .refine(({ from, to }) => from !== to, { path: ['to'], error: EMPTY }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: ({ from, to, weekdays, calendar }) => {
    const days = daysWords({ weekdays, calendar });
    return {
      en: `Go on only from ${from} to ${to}${days ? ` ${days.en}` : ''}`,
      zh: `仅在${days ? days.zh : '每天'} ${from}-${to} 继续`,
    };
  },
  check: ({ calendar }, known) => unknownCalendar('calendar', calendar, known),
  prepare: ({ from, to, weekdays, calendar }, around) => {
    const opensOn = chosenDays({ weekdays, calendar }, around);
    return {
      visit: (visit) => {
        const kept = inZone(visit);
        const due = windowOpens(visit.arrivedAt, kept.zone, { from, to, opensOn });
        if (due === undefined) throw new Error('No day of the next two years is one of those chosen.');
        if (due <= visit.arrivedAt) return { do: 'leave', port: 'next', reason: kept };
        return { do: 'wait', due, keep: kept, reason: kept };
      },
      due: ({ kept }) => ({ port: 'next', reason: kept }),
    };
  },
};
