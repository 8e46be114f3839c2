import type { Missed, NodeType, Recurs } from '@sojourn/journey';
import { ruleSchema, type Rule, type Words } from '@sojourn/rules';
import { z } from 'zod';
import { timeSchema } from '../days.js';
import { field, NEXT } from '../field.js';
import { missedField } from '../missed.js';
import { conditionWords } from '../stages.js';

interface Settings {
  attribute: string;
  recurs: Recurs;
  offset: number;
  at: string;
  audience?: Rule;
  missed: Missed;
}

/** Starts on a date of the profile: a birthday by either calendar, an expiry, an anniversary, some days before or after. */
export const dateTrigger: NodeType<Settings> = {
  type: 'date-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'cake',
  title: { en: 'On a date of the profile', zh: '用户日期触发' },
  about: {
    en: 'People enter on their birthday, an expiry or an anniversary, or some days before or after it.',
    zh: '用户在生日、到期日或纪念日当天（或提前、推后若干天）进入旅程。',
  },
  settings: z.strictObject({
    attribute: field(z.string().trim().min(1).max(200), {
      label: { en: 'Date attribute', zh: '日期属性' },
      help: { en: 'A date such as 1990-05-17', zh: '例如 1990-05-17' },
      widget: 'attribute',
    }),
    recurs: field(z.enum(['yearly', 'lunar', 'never']).default('yearly') as z.ZodType<Recurs>, {
      label: { en: 'Comes up', zh: '重复' },
      help: {
        en: '29 Feb is kept on the 28th; a lunar leap month in the month of its number, day 30 on the 29th of a short one',
        zh: '2 月 29 日在平年取 28 日；农历闰月生日在无闰月的年份取同月，三十在小月取廿九',
      },
      options: {
        yearly: { en: 'Each year', zh: '每年（公历）' },
        lunar: { en: 'Each year, by the lunar calendar', zh: '每年（农历）' },
        never: { en: 'Once, on the date itself', zh: '仅该日期当天一次' },
      },
    }),
    offset: field(z.int().min(-366).max(366).default(0), {
      label: { en: 'Days after it', zh: '推后天数' },
      help: { en: 'Negative: days before it', zh: '负数表示提前' },
    }),
    at: field(timeSchema, {
      label: { en: 'At', zh: '时刻' },
      help: { en: "In the profile's time zone", zh: '按用户所在时区' },
      widget: 'time',
    }),
    audience: field(ruleSchema.optional(), {
      label: { en: 'Audience', zh: '人群' },
      help: { en: 'Empty: everyone', zh: '留空表示所有用户' },
      widget: 'rule',
    }),
    missed: missedField,
  }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: (settings, { model }) => {
    const who = settings.audience && conditionWords(settings.audience, model);
    const when = dateWords(settings);
    return { en: `${when.en}${who ? `, if ${who.en}` : ''}`, zh: `${when.zh}${who ? `，且${who.zh}` : ''}` };
  },
  trigger: ({ attribute, recurs, offset, at, audience, missed }) => ({
    on: 'date',
    attribute,
    offset,
    at,
    yearly: recurs !== 'never',
    calendar: recurs === 'lunar' ? 'lunar' : 'solar',
    audience,
    missed,
  }),
};

function dateWords({ attribute, recurs, offset, at }: Settings): Words {
  const count = Math.abs(offset);
  const days = `${count} day${count === 1 ? '' : 's'} ${offset < 0 ? 'before' : 'after'} `;
  const which = { yearly: ', each year', lunar: ', each lunar year', never: '' }[recurs];
  const zhWhich = { yearly: '每年', lunar: '每年农历', never: '' }[recurs];
  return {
    en: `${offset === 0 ? 'On ' : days}“${attribute}”${which} at ${at}`,
    zh: `${zhWhich}“${attribute}”${offset === 0 ? '当天' : `${offset < 0 ? '前' : '后'} ${count} 天`} ${at}`,
  };
}
