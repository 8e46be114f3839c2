import type { Language } from '@sojourn/rules';
import { shapeOf, type Shape } from '../inspector/schedule-shape.js';

const WORDS: Readonly<Record<Language, (shape: Shape, weekday: string) => string>> = {
  en: (shape, weekday) =>
    ({
      day: `${shape.at} every day`,
      workday: `${shape.at} on workdays`,
      week: `${shape.at} every ${weekday}`,
      month: `${shape.at} on day ${shape.every === 'month' ? shape.day : ''} of the month`,
    })[shape.every],
  zh: (shape, weekday) =>
    ({
      day: `每天 ${shape.at}`,
      workday: `每个工作日 ${shape.at}`,
      week: `每${weekday.replace('星期', '周')} ${shape.at}`,
      month: `每月 ${shape.every === 'month' ? shape.day : ''} 日 ${shape.at}`,
    })[shape.every],
};

/** A cron expression as people say it, “10:00 every Monday”; one that is none of the plain schedules as it is. */
export function scheduleSentence(cron: string, language: Language): string {
  const shape = shapeOf(cron);
  if (!shape) return cron;
  return WORDS[language](shape, shape.every === 'week' ? weekdayName(shape.weekday, language) : '');
}

/** The name of a day of the week; 0 is Sunday. */
export function weekdayName(day: number, language: Language): string {
  // 2023-01-01 was a Sunday.
  const moment = Date.UTC(2023, 0, 1 + day);
  const locale = language === 'zh' ? 'zh-CN' : 'en';
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(moment);
}
