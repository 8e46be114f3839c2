import { cronFault, zoneFault, type NodeType } from '@sojourn/journey';
import { ruleSchema, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { field, NEXT } from '../field.js';
import { conditionWords } from '../stages.js';

interface Settings {
  cron: string;
  zone?: string;
  audience?: Rule;
  missed: 'once' | 'each' | 'skip';
}

/** Starts at set times for everyone in an audience. */
export const scheduleTrigger: NodeType<Settings> = {
  type: 'schedule-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'calendar-time',
  title: { en: 'On a schedule', zh: '定时触发' },
  about: { en: 'At set times, everyone in the audience enters.', zh: '到达设定时间时，目标人群进入旅程。' },
  settings: z.strictObject({
    cron: field(z.string().trim().min(1).max(100), {
      label: { en: 'Times', zh: '时间' },
      help: { en: 'Minute hour day month weekday, e.g. 0 10 * * 1-5', zh: '分 时 日 月 周，例如 0 10 * * 1-5' },
      widget: 'cron',
    }),
    zone: field(z.string().max(100).optional(), {
      label: { en: 'Time zone', zh: '时区' },
      help: { en: "Empty: the workspace's", zh: '留空则使用工作区时区' },
      widget: 'zone',
    }),
    audience: field(ruleSchema.optional(), {
      label: { en: 'Audience', zh: '人群' },
      help: { en: 'Empty: everyone', zh: '留空表示所有用户' },
      widget: 'rule',
    }),
    missed: field(z.enum(['once', 'each', 'skip']).default('once'), {
      label: { en: 'Missed while the server was down', zh: '停机期间错过的执行' },
      options: {
        once: { en: 'Run once', zh: '补执行一次' },
        each: { en: 'Run each', zh: '逐次补执行' },
        skip: { en: 'Skip', zh: '跳过' },
      },
    }),
  }) as z.ZodType<Settings>,
  ports: () => [NEXT],
  sentence: ({ cron, zone, audience }, { model }) => {
    const who = audience && conditionWords(audience, model);
    return {
      en: `At ${cron}${zone ? ` (${zone})` : ''} for ${who ? `those of whom ${who.en}` : 'everyone'}`,
      zh: `按 ${cron}${zone ? `（${zone}）` : ''}，${who ? `满足“${who.zh}”的用户` : '所有用户'}进入`,
    };
  },
  check: ({ cron, zone }) => {
    const problems = [];
    const badZone = zone ? zoneFault(zone) : undefined;
    if (badZone) problems.push({ field: 'zone', message: badZone });
    const badCron = cronFault(cron);
    if (badCron) problems.push({ field: 'cron', message: badCron });
    return problems;
  },
  trigger: ({ cron, ...settings }) => ({ on: 'schedule', when: { cron }, ...settings }),
};
