import { timetableFault, zoneFault, type Missed, type NodeType, type Timetable } from '@sojourn/journey';
import { ruleSchema, said, type Rule, type Words } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { missedField } from '../missed.js';
import { conditionWords } from '../stages.js';

interface Settings {
  cron?: string;
  once?: string;
  rrule?: string;
  start?: string;
  zone?: string;
  local?: boolean;
  audience?: Rule;
  missed: Missed;
}

const SAY_WHEN = said(
  'Say when: regular times, one date, or a recurrence rule; one of them.',
  '请设置执行时间：周期、单次日期或重复规则，三者选一。',
);
const SAY_START = said('Say from when on the rule recurs.', '请填写重复规则的开始时间。');

/** Starts at set times for everyone in an audience. */
export const scheduleTrigger: NodeType<Settings> = {
  type: 'schedule-trigger',
  revision: 2,
  group: 'trigger',
  icon: 'calendar-time',
  title: { en: 'On a schedule', zh: '定时触发' },
  about: { en: 'At set times, everyone in the audience enters.', zh: '到达设定时间时，目标人群进入旅程。' },
  settings: z
    .strictObject({
      cron: field(z.string().trim().min(1).max(100).optional(), {
        label: { en: 'Times', zh: '时间' },
        help: { en: 'Minute hour day month weekday, e.g. 0 10 * * 1-5', zh: '分 时 日 月 周，例如 0 10 * * 1-5' },
        widget: 'cron',
      }),
      once: field(z.string().max(40).optional(), {
        label: { en: 'Or once, at', zh: '或仅一次' },
        help: { en: 'Local date and time, e.g. 2026-12-24T10:00', zh: '本地日期时间，例如 2026-12-24T10:00' },
        widget: 'date-time',
      }),
      rrule: field(z.string().trim().min(1).max(500).optional(), {
        label: { en: 'Or by a recurrence rule', zh: '或重复规则' },
        help: {
          en: 'As calendars write it (RRULE), e.g. FREQ=MONTHLY;BYDAY=-1FR: the last Friday of each month',
          zh: '日历软件的 RRULE，例如 FREQ=MONTHLY;BYDAY=-1FR（每月最后一个周五）',
        },
      }),
      start: field(z.string().max(40).optional(), {
        label: { en: 'The rule begins', zh: '规则开始于' },
        help: { en: 'Its first date and its time of day', zh: '首个日期与执行时刻' },
        widget: 'date-time',
      }),
      zone: field(z.string().max(100).optional(), {
        label: { en: 'Time zone', zh: '时区' },
        help: { en: "Empty: the workspace's", zh: '留空则使用工作区时区' },
        widget: 'zone',
      }),
      local: field(z.boolean().optional(), {
        label: { en: "At each profile's local time", zh: '按每位用户的当地时间' },
        help: { en: 'Comes up zone by zone', zh: '按时区依次执行' },
      }),
      audience: field(ruleSchema.optional(), {
        label: { en: 'Audience', zh: '人群' },
        help: { en: 'Empty: everyone', zh: '留空表示所有用户' },
        widget: 'rule',
      }),
      missed: missedField,
    })
    .refine((settings) => chosen(settings).length === 1, { path: ['cron'], error: SAY_WHEN })
    .refine(({ rrule, start }) => rrule === undefined || start !== undefined, {
      path: ['start'],
      error: SAY_START,
    }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: (settings, { model }) => {
    const { zone, local, audience } = settings;
    const who = audience && conditionWords(audience, model);
    const when = timesInWords(settings);
    const where = local ? { en: ' (local time)', zh: '（当地时间）' } : zone && { en: ` (${zone})`, zh: `（${zone}）` };
    return {
      en: `${when.en}${where ? where.en : ''} for ${who ? `those of whom ${who.en}` : 'everyone'}`,
      zh: `${when.zh}${where ? where.zh : ''}，${who ? `满足“${who.zh}”的用户` : '所有用户'}进入`,
    };
  },
  check: (settings) => {
    const fault = timetableFault(timetableOf(settings));
    const badZone = settings.zone ? zoneFault(settings.zone) : undefined;
    return [
      ...(badZone ? [{ field: 'zone', message: badZone }] : []),
      ...(fault ? [{ field: fault.part, message: fault.message }] : []),
    ];
  },
  trigger: (settings) => {
    const { zone, local, audience, missed } = settings;
    return { on: 'schedule', when: timetableOf(settings), zone, local, audience, missed };
  },
};

const chosen = ({ cron, once, rrule }: Pick<Settings, 'cron' | 'once' | 'rrule'>) =>
  [cron, once, rrule].filter((each) => each !== undefined);

function timetableOf({ cron, once, rrule, start }: Settings): Timetable {
  if (cron !== undefined) return { cron };
  return once === undefined ? { rrule: rrule!, start: start! } : { once };
}

function timesInWords({ cron, once, rrule, start }: Settings): Words {
  if (cron !== undefined) return { en: `At ${cron}`, zh: `按 ${cron}` };
  if (once !== undefined) return { en: `Once at ${once.replace('T', ' ')}`, zh: `在 ${once.replace('T', ' ')}` };
  const from = start!.replace('T', ' ');
  return { en: `By ${rrule} from ${from} on`, zh: `自 ${from} 起按 ${rrule}` };
}
