import { localDay, nextTime, workdayAfter, type NodeType } from '@sojourn/journey';
import type { Words } from '@sojourn/rules';
import { z } from 'zod';
import { chosenDays, daysWords, inZone, timeSchema, unknownCalendar, weekdaysSchema, workdaysOf } from '../days.js';
import { field, NEXT } from '../field.js';

interface Settings {
  days: number;
  at: string;
  weekdays?: number[];
  calendar?: string;
  monthDay?: number;
}

/**
 * Rests until a local time of day, some days later, on chosen weekdays or workdays. It always waits for a later moment:
 * at 10:00 sharp the next 10:00 is tomorrow's, so that a loop through it takes a day for each round.
 */
export const waitTime: NodeType<Settings> = {
  type: 'wait-time',
  revision: 1,
  group: 'wait',
  icon: 'clock-hour-10',
  title: { en: 'Wait until a time', zh: '等到某一时刻' },
  about: {
    en: "Waits until a time of day in the profile's time zone, on days of your choice.",
    zh: '按用户所在时区，等到指定日期的指定时刻。',
  },
  settings: z.strictObject({
    days: field(z.int().min(0).max(3_650).default(0), {
      label: { en: 'Days later', zh: '几天之后' },
      help: {
        en: '0: the next time it is so late; with a calendar these are workdays',
        zh: '0 表示下一个该时刻；选择日历后按工作日计',
      },
    }),
    at: field(timeSchema, { label: { en: 'At', zh: '时刻' }, widget: 'time' }),
    weekdays: field(weekdaysSchema.optional(), {
      label: { en: 'Weekdays', zh: '星期' },
      help: { en: 'Empty: every day', zh: '留空表示每天' },
      widget: 'weekdays',
    }),
    calendar: field(z.string().min(1).max(100).optional(), {
      label: { en: 'Only workdays of', zh: '仅工作日' },
      help: { en: 'Holidays are left out, make-up days count', zh: '跳过节假日，包含调休上班日' },
      widget: 'calendar',
    }),
    monthDay: field(z.int().min(1).max(31).optional(), {
      label: { en: 'Day of the month', zh: '每月几号' },
      help: {
        en: 'Or the first chosen day after it; 31 is the last day of a short month',
        zh: '当天不符合时取其后首个符合的日期；小月的 31 号为当月最后一天',
      },
    }),
  }) as z.ZodType<Settings>,
  rests: true,
  ports: () => [NEXT],
  sentence: (settings) => {
    const when = whenWords(settings);
    return { en: `Wait until ${when.en}`, zh: `等到${when.zh}` };
  },
  check: ({ calendar }, known) => unknownCalendar('calendar', calendar, known),
  prepare: ({ days, at, weekdays, calendar, monthDay }, around) => {
    const chosen = chosenDays({ weekdays, calendar }, around);
    const isWorkday = calendar === undefined ? undefined : workdaysOf(calendar, around);
    return {
      visit: (visit) => {
        const kept = inZone(visit);
        const today = localDay(visit.arrivedAt, kept.zone);
        const first = isWorkday && days > 0 ? workdayAfter(today, days, isWorkday) : today + days;
        const due =
          first === undefined ? undefined : nextTime(visit.arrivedAt, kept.zone, at, first, { chosen, monthDay });
        if (due === undefined) throw new Error('No day of the next two years is one of those chosen.');
        return { do: 'wait', due, keep: kept, reason: kept };
      },
      due: ({ kept }) => ({ port: 'next', reason: kept }),
    };
  },
};

function whenWords({ days, at, weekdays, calendar, monthDay }: Settings): Words {
  const chosen = daysWords({ weekdays, calendar });
  const later = days > 0 ? { en: `${days} day${days === 1 ? '' : 's'} later`, zh: `${days} 天后` } : undefined;
  const month =
    monthDay === undefined ? undefined : { en: `on day ${monthDay} of the month`, zh: `每月 ${monthDay} 号` };
  const parts = [later, month, chosen].filter((part) => part !== undefined);
  return {
    en: [at, ...parts.map(({ en }) => en)].join(' '),
    zh: `${parts.map(({ zh }) => zh).join('的')}${parts.length > 0 ? '的' : ''} ${at}`,
  };
}
