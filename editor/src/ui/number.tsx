import { useLanguage } from '../words/language.js';

/** Writes numbers as the reader's language does, with thousands marks. */
export function useNumbers(): (value: number) => string {
  const language = useLanguage();
  return (value) => value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en');
}

/** Writes a number in little room: 1,234 as it is, above 9,999 as 12.3K or 1.2万. */
export function useShortNumbers(): (value: number) => string {
  const language = useLanguage();
  const short = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const full = useNumbers();
  return (value) => (Math.abs(value) < 10_000 ? full(value) : short.format(value));
}
