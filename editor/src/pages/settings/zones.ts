import type { Language } from '@sojourn/rules';

/** Every time zone this browser knows, with its name in the reader's language and how far it is from UTC now. */
export function zoneOptions(language: Language, chosen: string): { value: string; label: string }[] {
  const zones = new Set([chosen, ...Intl.supportedValuesOf('timeZone'), 'UTC']);
  return [...zones].map((zone) => ({ value: zone, label: labelOf(zone, language) }));
}

function labelOf(zone: string, language: Language): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en';
  const part = (style: 'longGeneric' | 'longOffset') =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style })
      .formatToParts(0)
      .find(({ type }) => type === 'timeZoneName')?.value;
  try {
    return [zone, part('longGeneric'), part('longOffset')].filter(Boolean).join(' · ');
  } catch {
    return zone;
  }
}
