import { DAY, formatDuration, HOUR, milliseconds, MINUTE, SECOND, type Duration } from './instant.js';
import type { Words } from './language.js';

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
  if (rest > 0 || en.length === 0) {
    en.push(formatDuration(rest));
    zh.push(formatDuration(rest));
  }
  return { en: en.join(' '), zh: zh.join(' ') };
}
