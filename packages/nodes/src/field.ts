import type { FieldMeta, Port } from '@sojourn/journey';
import { DAY, formatDuration, HOUR, milliseconds, MINUTE, SECOND, type Duration, type Words } from '@sojourn/rules';
import type { z } from 'zod';

/** Marks a settings field with what the form shows for it. */
export function field<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  return schema.meta({ ...meta });
}

/** The one way onward that most nodes have. */
export const NEXT: Port = { id: 'next', label: { en: 'Next', zh: '下一步' }, required: true };

/** Where an enrollment goes when its delivery failed for good. Without an edge the journey ends there. */
export const FAILED: Port = { id: 'failed', label: { en: 'Failed', zh: '失败' } };

/** A duration in words: `30d` → "30 days", 30 天. */
export function durationInWords(duration: Duration): Words {
  const units: [number, string, string][] = [
    [DAY, 'day', '天'],
    [HOUR, 'hour', '小时'],
    [MINUTE, 'minute', '分钟'],
    [SECOND, 'second', '秒'],
  ];
  let rest = milliseconds(duration);
  const en: string[] = [];
  const zh: string[] = [];
  for (const [size, one, chinese] of units) {
    const amount = Math.floor(rest / size);
    if (amount === 0) continue;
    en.push(`${amount} ${one}${amount === 1 ? '' : 's'}`);
    zh.push(`${amount} ${chinese}`);
    rest -= amount * size;
  }
  return en.length > 0 ? { en: en.join(' '), zh: zh.join(' ') } : { en: formatDuration(rest), zh: formatDuration(rest) };
}
