import { usualHour, windowOpens, type NodeType } from '@sojourn/journey';
import { durationSchema, milliseconds, type Duration, type Facts, type Instant } from '@sojourn/rules';
import { z } from 'zod';
import { inZone, timeSchema } from '../days.js';
import { durationInWords, field, NEXT } from '../field.js';

interface Settings {
  otherwise: string;
  within: Duration;
}

/** So many of the profile's latest activities tell when it usually is active. */
const LOOKED_AT = 50;

/** Rests until the hour in which the profile usually is active (活跃时段), but no longer than a given time. */
export const waitActiveHour: NodeType<Settings> = {
  type: 'wait-active-hour',
  revision: 1,
  group: 'wait',
  icon: 'clock-heart',
  title: { en: 'Wait for the active hour', zh: '等到活跃时段' },
  about: {
    en: `Waits until the hour of the day in which most of the profile's last ${LOOKED_AT} activities were.`,
    zh: `等到该用户最近 ${LOOKED_AT} 次活跃最集中的小时。`,
  },
  settings: z.strictObject({
    otherwise: field(timeSchema.default('10:00'), {
      label: { en: 'Where no activity is known', zh: '无活跃记录时' },
      help: { en: 'The hour that begins then takes its place', zh: '以该时刻起的一小时代替' },
      widget: 'time',
    }),
    within: field(durationSchema.default('24h'), {
      label: { en: 'At most', zh: '最长等待' },
      help: { en: 'Goes on then, active hour or not', zh: '到时无论是否为活跃时段都继续' },
      widget: 'duration',
    }),
  }) as z.ZodType<Settings>,
  // A count within a while is what keeps the instants of the last activities.
  asks: [{ fact: { meaning: 'activity', measure: 'count', within: '90d' }, is: 'gte', value: 1 }],
  ports: () => [NEXT],
  sentence: ({ within }) => {
    const most = durationInWords(within);
    return { en: `Wait for the active hour, at most ${most.en}`, zh: `等到活跃时段，最长 ${most.zh}` };
  },
  prepare: ({ otherwise, within }, { meanings }) => {
    const longest = milliseconds(within);
    return {
      visit: (visit) => {
        const { facts, arrivedAt } = visit;
        const where = inZone(visit);
        const usual = usualHour(latest(facts, meanings.activity ?? []), where.zone);
        const from = usual === undefined ? otherwise : timeAt(usual);
        const opens = windowOpens(arrivedAt, where.zone, { from, to: anHourAfter(from) }) ?? arrivedAt;
        const kept = { ...where, hour: from, known: usual !== undefined };
        if (opens <= arrivedAt) return { do: 'leave', port: 'next', reason: kept };
        return { do: 'wait', due: Math.min(opens, arrivedAt + longest), keep: kept, reason: kept };
      },
      due: ({ kept }) => ({ port: 'next', reason: kept }),
    };
  },
};

/** The latest activities over all events that are activity. */
function latest(facts: Facts, events: readonly string[]): Instant[] {
  const instants = events.flatMap((event) => {
    const fact = facts.event(event);
    return fact?.recent ?? (fact ? [fact.last] : []);
  });
  return instants.sort((a, b) => b - a).slice(0, LOOKED_AT);
}

const timeAt = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const anHourAfter = (time: string): string => timeAt((Number(time.slice(0, 2)) + 1) % 24).slice(0, 3) + time.slice(3);
