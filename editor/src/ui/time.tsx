import { useLanguage } from '../words/language.js';

/** A moment in the reader's zone; UTC on hover. `at` is milliseconds or an ISO text. */
export function Time({
  at,
  precise = false,
  dateOnly = false,
}: {
  at: number | string;
  precise?: boolean;
  dateOnly?: boolean;
}) {
  const language = useLanguage();
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return <span>{String(at)}</span>;
  const iso = moment.toISOString();
  return (
    <time className="numbers" dateTime={iso} title={`${iso.replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`}>
      {formatTime(moment, language, precise ? 'second' : dateOnly ? 'day' : 'minute')}
    </time>
  );
}

/** A moment as the reader's language writes it, in the reader's zone. */
export function formatTime(moment: Date, language: 'en' | 'zh', to: 'day' | 'minute' | 'second'): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    year: 'numeric',
    month: language === 'zh' ? '2-digit' : 'short',
    day: '2-digit',
    ...(to === 'day' ? {} : { hour: '2-digit', minute: '2-digit', hour12: false }),
    ...(to === 'second' ? { second: '2-digit' } : {}),
  }).format(moment);
}
