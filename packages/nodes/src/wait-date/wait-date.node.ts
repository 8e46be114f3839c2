import {
  clockOf,
  instantAt,
  localDay,
  nextDay,
  readDate,
  writeDay,
  type DateTold,
  type NodeType,
  type Port,
  type Recurs,
  type Visit,
} from '@sojourn/journey';
import { said, type Instant, type Words } from '@sojourn/rules';
import { z } from 'zod';
import { inZone, timeSchema } from '../days.js';
import { field, NEXT } from '../field.js';

interface Settings {
  attribute?: string;
  property?: string;
  offset: number;
  at?: string;
  recurs: Recurs;
  past: 'go' | 'port' | 'exit';
}

const ONE_DATE = said(
  'Name the attribute that holds the date, or the property of the starting event; one of them.',
  '请在“日期属性”与“起始事件属性”中填写一项。',
);
const name = z.string().trim().min(1).max(200).optional();

const PAST: Port = { id: 'past', label: { en: 'In the past', zh: '日期已过' }, required: true };
const UNKNOWN: Port = { id: 'unknown', label: { en: 'No date known', zh: '日期未知' }, required: true };

/** Rests until a date of the profile, moved by some days, at a local time (WAIT-5). */
export const waitDate: NodeType<Settings> = {
  type: 'wait-date',
  revision: 1,
  group: 'wait',
  icon: 'calendar-event',
  title: { en: 'Wait until a date', zh: '等到某一日期' },
  about: {
    en: 'Waits until a date of the profile or of the starting event, some days before or after it.',
    zh: '等到用户属性或起始事件中的日期，可提前或推后若干天。',
  },
  settings: z
    .strictObject({
      attribute: field(name, { label: { en: 'Date attribute', zh: '日期属性' }, widget: 'attribute' }),
      property: field(name, {
        label: { en: 'Or property of the starting event', zh: '或起始事件属性' },
        help: { en: 'e.g. date, for journeys that a date started', zh: '例如 date（由日期触发的旅程）' },
      }),
      recurs: field(z.enum(['never', 'yearly', 'lunar']).default('never'), {
        label: { en: 'Which day', zh: '哪一天' },
        help: {
          en: '29 Feb is kept on the 28th; a lunar leap month in the month of its number, day 30 on the 29th of a short one',
          zh: '2 月 29 日在平年取 28 日；农历闰月生日在无闰月的年份取同月，三十在小月取廿九',
        },
        options: {
          never: { en: 'The date itself', zh: '该日期当天' },
          yearly: { en: 'Its next anniversary', zh: '下一个周年日' },
          lunar: { en: 'Its next anniversary by the lunar calendar', zh: '下一个农历周年日' },
        },
      }),
      offset: field(z.int().min(-3_650).max(3_650).default(0), {
        label: { en: 'Days after it', zh: '推后天数' },
        help: { en: 'Negative: days before it', zh: '负数表示提前' },
      }),
      at: field(timeSchema.optional(), {
        label: { en: 'At', zh: '时刻' },
        help: { en: 'Empty: the time the value tells, else 00:00', zh: '留空则取属性中的时刻，没有时刻则为 00:00' },
        widget: 'time',
      }),
      past: field(z.enum(['go', 'port', 'exit']).default('go'), {
        label: { en: 'When that is in the past', zh: '日期已过时' },
        options: {
          go: { en: 'Go on at once', zh: '立即继续' },
          port: { en: 'Take a way of its own', zh: '走单独的分支' },
          exit: { en: 'Leave the journey', zh: '退出旅程' },
        },
      }),
    })
    .refine(({ attribute, property }) => (attribute === undefined) !== (property === undefined), {
      path: ['attribute'],
      error: ONE_DATE,
    }) as z.ZodType<Settings>,
  ports: ({ past }) => [NEXT, ...(past === 'port' ? [PAST] : []), UNKNOWN],
  sentence: (settings) => {
    const when = whenWords(settings);
    return { en: `Wait until ${when.en}`, zh: `等到${when.zh}` };
  },
  prepare: ({ attribute, property, offset, at, recurs, past }) => ({
    visit: (visit) => {
      const { facts, arrivedAt } = visit;
      const value = attribute === undefined ? facts.entry(property!) : facts.attribute(attribute);
      const kept = inZone(visit);
      const told = readDate(value, kept.zone);
      const found = told && comingDate(told, { recurs, offset, at }, visit, kept.zone);
      const what = { date: { [attribute ?? property!]: value ?? null }, ...kept };
      if (!found) return { do: 'leave', port: 'unknown', reason: what };
      const reason = { ...what, until: writeDay(found.day) };
      if (found.due > arrivedAt) return { do: 'wait', due: found.due, keep: reason, reason };
      if (past === 'exit') return { do: 'end', reason: 'date_past' };
      return { do: 'leave', port: past === 'port' ? 'past' : 'next', reason: { ...reason, past: true } };
    },
    due: ({ kept }) => ({ port: 'next', reason: kept }),
  }),
};

/** The moment that is waited for; with a date that recurs it is always to come. `undefined` where there is none. */
function comingDate(
  told: DateTold,
  { recurs, offset, at }: Pick<Settings, 'recurs' | 'offset' | 'at'>,
  { arrivedAt }: Visit,
  zone: string,
): { day: number; due: Instant } | undefined {
  const clock = at === undefined ? (told.clock ?? 0) : clockOf(at);
  const on = (day: number | undefined) =>
    day === undefined ? undefined : { day: day + offset, due: instantAt(day + offset, clock, zone) };
  if (recurs === 'never') return on(told.day);
  const today = localDay(arrivedAt, zone) - offset;
  const soonest = on(nextDay(told.day, recurs, today));
  return soonest && soonest.due <= arrivedAt ? on(nextDay(told.day, recurs, today + 1)) : soonest;
}

function whenWords({ attribute, property, offset, at, recurs }: Settings): Words {
  const named = attribute ?? property;
  const anniversary = {
    never: { en: `“${named}”`, zh: `“${named}”` },
    yearly: { en: `the anniversary of “${named}”`, zh: `“${named}”的周年日` },
    lunar: { en: `the lunar anniversary of “${named}”`, zh: `“${named}”的农历周年日` },
  }[recurs];
  const count = Math.abs(offset);
  const days = `${count} day${count === 1 ? '' : 's'}`;
  const moved = {
    en: offset === 0 ? '' : `${days} ${offset < 0 ? 'before' : 'after'} `,
    zh: offset === 0 ? '' : `${offset < 0 ? '前' : '后'} ${count} 天`,
  };
  return {
    en: `${moved.en}${anniversary.en}${at ? ` at ${at}` : ''}`,
    zh: `${anniversary.zh}${moved.zh}${at ? `的 ${at}` : ''}`,
  };
}
