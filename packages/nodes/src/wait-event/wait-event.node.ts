import type { NodeType } from '@sojourn/journey';
import { durationSchema, milliseconds, ruleSchema, type Duration, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import { branchesSchema, branchPorts, type Branch } from '../branches.js';
import { durationInWords, field } from '../field.js';
import { conditionWords } from '../stages.js';

interface Awaited extends Branch {
  event: string;
  filter?: Rule;
}

interface Settings {
  events: Awaited[];
  timeout: Duration;
  sinceEntry: boolean;
}

const event = z.string().trim().min(1).max(200);

/**
 * Rests until one of several events comes, each with a filter and a port of its own, or the timeout. One event leaves by
 * the first that accepts it; an event exactly at the timeout is late (TIME-6).
 */
export const waitEvent: NodeType<Settings> = {
  type: 'wait-event',
  revision: 2,
  group: 'wait',
  icon: 'ear',
  title: { en: 'Wait for an event', zh: '等待事件' },
  about: {
    en: 'Waits until one of some events happens, or a time is over.',
    zh: '等待若干事件之一发生，或等到超时。',
  },
  settings: z.strictObject({
    events: field(
      branchesSchema(
        {
          event: field(event, { label: { en: 'Event', zh: '事件' }, widget: 'event' }),
          filter: field(ruleSchema.optional(), { label: { en: 'Only if', zh: '仅当' }, widget: 'filter' }),
        },
        20,
        ['timeout'],
      ),
      {
        label: { en: 'Events', zh: '事件' },
        help: { en: 'The first that comes decides the way on', zh: '先发生的事件决定走哪个分支' },
        widget: 'branches',
        start: [{ id: 'happened' }],
      },
    ),
    timeout: field(durationSchema, {
      label: { en: 'At most', zh: '最长等待' },
      help: { en: 'e.g. 30d, 12h', zh: '例如 30d、12h' },
      widget: 'duration',
    }),
    sinceEntry: field(z.boolean().default(false), {
      label: { en: 'Events since the entry count', zh: '进入旅程后的事件也算' },
      help: {
        en: 'Goes on at once where one of them came before this wait began',
        zh: '若等待开始前已发生，则立即继续',
      },
    }),
  }) as z.ZodType<Settings>,
  upgrade: ({ event: only, filter, ...rest }) => ({
    ...rest,
    events: [{ id: 'happened', event: only, ...(filter === undefined ? {} : { filter }) }],
  }),
  rests: true,
  ports: ({ events }) => [
    ...branchPorts(events, (each) =>
      events.length === 1 ? { en: 'Happened', zh: '已发生' } : { en: each.event ?? each.id, zh: each.event ?? each.id },
    ),
    { id: 'timeout', label: { en: 'Timeout', zh: '超时' }, required: true },
  ],
  sentence: ({ events, timeout }, { model }) => {
    const most = durationInWords(timeout);
    const told = events.map((each) => {
      const only = each.filter && conditionWords(each.filter, model);
      return {
        en: `${each.event}${only ? ` where ${only.en}` : ''}`,
        zh: `${each.event}${only ? `（${only.zh}）` : ''}`,
      };
    });
    return {
      en: `Wait for ${told.map(({ en }) => en).join(' or ')}, at most ${most.en}`,
      zh: `等待 ${told.map(({ zh }) => zh).join('或 ')}，最长 ${most.zh}`,
    };
  },
  prepare: ({ events, timeout, sinceEntry }, { compile }) => {
    const length = milliseconds(timeout);
    const awaited = events.map(({ id, event: name, filter }) => ({ id, name, accepts: filter && compile(filter) }));
    return {
      visit: ({ arrivedAt }) => ({ do: 'wait', due: arrivedAt + length }),
      due: () => 'timeout',
      listens: [...new Set(awaited.map(({ name }) => name))],
      ...(sinceEntry ? { sinceEntry } : {}),
      hears: (heard, { facts, now }) => {
        const met = awaited.find(({ name, accepts }) => name === heard.name && (!accepts || accepts.holds(facts, now)));
        if (!met) return undefined;
        return met.accepts ? { port: met.id, reason: { findings: met.accepts.findings(facts, now) } } : met.id;
      },
    };
  },
};
