import type { Value } from '@sojourn/rules';

/**
 * The language a profile is written to: its attribute `language` or `locale` as far as the template has it, else the
 * workspace's, else the template's first. `zh_Hans_CN` finds `zh-Hans-CN`, `zh-Hans`, `zh`, then any other Chinese.
 *
 * @param available what the template has, in its order
 * @returns one of `available`; undefined only where there is none
 */
export function chooseLanguage(
  available: readonly string[],
  attributes: { [key: string]: Value },
  byDefault?: string,
): string | undefined {
  for (const wanted of [attributes.language, attributes.locale, byDefault]) {
    const found = typeof wanted === 'string' ? nearest(available, wanted) : undefined;
    if (found) return found;
  }
  return available[0];
}

function nearest(available: readonly string[], wanted: string): string | undefined {
  // What follows a dot or an @ is a POSIX encoding: `zh_CN.UTF-8`.
  const parts = wanted
    .trim()
    .slice(0, 50)
    .replace(/[.@].*$/, '')
    .toLowerCase()
    .split(/[-_]/);
  if (!parts[0]) return undefined;
  for (let length = parts.length; length > 0; length -= 1) {
    const tag = parts.slice(0, length).join('-');
    const found = available.find((language) => language.toLowerCase() === tag);
    if (found) return found;
  }
  return available.find((language) => language.toLowerCase().split('-')[0] === parts[0]);
}
