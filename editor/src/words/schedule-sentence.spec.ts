import { describe, expect, it } from '@jest/globals';
import { scheduleSentence } from './schedule-sentence.js';

describe('a schedule in words', () => {
  it.each([
    ['0 10 * * *', '10:00 every day', '每天 10:00'],
    ['30 9 * * 1-5', '09:30 on workdays', '每个工作日 09:30'],
    ['0 10 * * 1', '10:00 every Monday', '每周一 10:00'],
    ['0 8 15 * *', '08:00 on day 15 of the month', '每月 15 日 08:00'],
    ['*/5 * * * *', '*/5 * * * *', '*/5 * * * *'],
  ])('%s', (cron, en, zh) => {
    expect(scheduleSentence(cron, 'en')).toBe(en);
    expect(scheduleSentence(cron, 'zh')).toBe(zh);
  });
});
