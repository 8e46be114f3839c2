import { instantAt, localClock, localDay, workdayAfter, type NodeType, type Visit } from '@sojourn/journey';
import { DAY, durationSchema, milliseconds, said, type Duration, type Instant } from '@sojourn/rules';
import { z } from 'zod';
import { branchesSchema, branchPorts, type Branch } from '../branches.js';
import { unknownCalendar, workdaysOf } from '../days.js';
import { durationInWords, field } from '../field.js';

interface Settings {
  title: string;
  note?: string;
  ownerIs: 'member' | 'role' | 'attribute';
  owner: string;
  due: Duration;
  calendar?: string;
  remindBefore?: Duration;
  escalateTo?: string;
  escalateAfter?: Duration;
  answers: Branch[];
}

/** What comes next while nobody has answered: the owner is reminded, it falls due, whom it was escalated to is waited for. */
type Stage = 'remind' | 'due' | 'escalated';
interface Kept {
  next: Stage;
  due: Instant;
}

/** Asks a person to do something, and rests until they say how it went (人工任务). */
export const humanTask: NodeType<Settings> = {
  type: 'human-task',
  revision: 1,
  group: 'action',
  icon: 'user-check',
  title: { en: 'Task for a person', zh: '人工任务' },
  about: {
    en: 'Opens a task for somebody, reminds them, escalates it, and goes on by their answer.',
    zh: '创建人工任务，可提醒与升级，按处理结果继续。',
  },
  settings: z
    .strictObject({
      title: field(z.string().trim().min(1).max(200), { label: { en: 'Task', zh: '任务' } }),
      note: field(z.string().max(5_000).optional(), { label: { en: 'Note', zh: '说明' }, widget: 'long-text' }),
      ownerIs: field(z.enum(['member', 'role', 'attribute']).default('member'), {
        label: { en: 'Whose it is', zh: '负责人类型' },
        options: {
          member: { en: 'A member, by e-mail', zh: '指定成员（邮箱）' },
          role: { en: 'Anybody with a role', zh: '某一角色' },
          attribute: { en: 'Whom an attribute names', zh: '用户属性中的负责人' },
        },
      }),
      owner: field(z.string().trim().min(1).max(200), {
        label: { en: 'Owner', zh: '负责人' },
        help: { en: 'The e-mail, the role, or the attribute', zh: '对应的邮箱、角色或属性名' },
      }),
      due: field(durationSchema, { label: { en: 'Due after', zh: '完成期限' }, widget: 'duration' }),
      calendar: field(z.string().min(1).max(100).optional(), {
        label: { en: 'Count only workdays of', zh: '仅计工作日' },
        help: { en: 'Empty: elapsed time', zh: '留空则按自然时间计' },
        widget: 'calendar',
      }),
      remindBefore: field(durationSchema.optional(), {
        label: { en: 'Remind before that', zh: '提前提醒' },
        widget: 'duration',
      }),
      escalateTo: field(z.string().trim().min(1).max(200).optional(), {
        label: { en: 'When overdue, hand it to', zh: '逾期升级给' },
        help: { en: "A member's e-mail or a role", zh: '成员邮箱或角色' },
      }),
      escalateAfter: field(durationSchema.optional(), {
        label: { en: 'They have', zh: '升级后的期限' },
        widget: 'duration',
      }),
      answers: field(branchesSchema({}, 10, ['overdue']), {
        label: { en: 'Answers', zh: '处理结果' },
        help: { en: 'Each has its own way on', zh: '每种结果一个分支' },
        widget: 'branches',
        start: [{ id: 'done' }, { id: 'not_done' }],
      }),
    })
    .refine(({ escalateTo, escalateAfter }) => (escalateTo === undefined) === (escalateAfter === undefined), {
      path: ['escalateAfter'],
      error: said(
        'To hand an overdue task on, say to whom and how long they have.',
        '设置升级时，请同时填写升级对象与期限。',
      ),
    }) as z.ZodType<Settings>,
  rests: true,
  ports: ({ answers }) => [
    ...branchPorts(answers, ({ id }) => ({ en: id, zh: id })),
    { id: 'overdue', label: { en: 'Not answered in time', zh: '逾期未处理' }, required: true },
  ],
  sentence: ({ title, owner, due }) => {
    const words = durationInWords(due);
    return { en: `“${title}” for ${owner}, within ${words.en}`, zh: `${owner} 在 ${words.zh}内完成“${title}”` };
  },
  check: ({ calendar }, known) => unknownCalendar('calendar', calendar, known),
  prepare: (settings, around) => {
    const { title, note, ownerIs, owner, escalateTo, answers, calendar } = settings;
    const length = milliseconds(settings.due);
    const ahead = settings.remindBefore === undefined ? undefined : milliseconds(settings.remindBefore);
    const isWorkday = calendar === undefined ? undefined : workdaysOf(calendar, around);
    const ports = humanTask.ports(settings, around).slice(0, answers.length);
    return {
      visit: (visit) => {
        const due = isWorkday ? workdaysLater(visit, length, isWorkday) : visit.arrivedAt + length;
        const remindAt = ahead !== undefined && due - ahead > visit.arrivedAt ? due - ahead : undefined;
        const owned = { [ownerIs]: owner } as { member: string } | { role: string } | { attribute: string };
        const kept: Kept = { next: remindAt === undefined ? 'due' : 'remind', due };
        return {
          do: 'wait',
          due: remindAt ?? due,
          keep: { ...kept },
          task: { title, note, owner: owned, due, remindAt, escalateTo, answers: ports },
        };
      },
      due: ({ now, kept }) => {
        const { next, due } = kept as unknown as Kept;
        if (next === 'remind') return { again: due, keep: { next: 'due', due }, remind: 'owner' };
        if (next === 'due' && settings.escalateAfter !== undefined) {
          const again = now + milliseconds(settings.escalateAfter);
          return { again, keep: { next: 'escalated', due }, remind: 'escalate' };
        }
        return 'overdue';
      },
      answered: (answer) => {
        if (answers.some(({ id }) => id === answer)) return answer;
        throw new Error(`The task has no answer "${answer}".`);
      },
    };
  },
};

/** The same time of day so many whole workdays later, and the rest of the time after that. */
function workdaysLater(visit: Visit, length: number, isWorkday: (day: number) => boolean): Instant {
  const { zone } = visit.zone();
  const [days, rest] = [Math.floor(length / DAY), length % DAY];
  const day = workdayAfter(localDay(visit.arrivedAt, zone), days, isWorkday);
  if (day === undefined) throw new Error('The calendar has no workday within a year.');
  const begin = days === 0 ? visit.arrivedAt : instantAt(day, localClock(visit.arrivedAt, zone), zone);
  return begin + rest;
}
