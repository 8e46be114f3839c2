import type { EventNameReply } from '@sojourn/api';
import { comparisons } from '@sojourn/rules';
import { MEANINGS, type StageModel } from '@sojourn/lifecycle';

type Meanings = Readonly<Record<string, readonly string[]>>;

/** The mapping after one event name was given exactly these meanings. */
export function withMeanings(meanings: Meanings, event: string, chosen: readonly string[]): Record<string, string[]> {
  const all = new Set([...Object.keys(meanings), ...chosen]);
  const mapped = [...all].map((meaning): [string, string[]] => {
    const names = meanings[meaning] ?? [];
    if (names.includes(event) === chosen.includes(meaning)) return [meaning, [...names]];
    return [meaning, chosen.includes(meaning) ? [...names, event] : names.filter((name) => name !== event)];
  });
  return Object.fromEntries(mapped);
}

/** The mapping after every suggestion was taken. */
export function withSuggestions(meanings: Meanings, events: readonly EventNameReply[]): Record<string, string[]> {
  return events.reduce<Record<string, string[]>>(
    (mapping, event) =>
      isSuggested(event) ? withMeanings(mapping, event.name, [...event.meanings, ...event.suggested]) : mapping,
    withMeanings(meanings, '', []),
  );
}

/** Whether there is a suggestion still to be taken. */
export function isSuggested({ meanings, suggested }: EventNameReply): boolean {
  return suggested.some((meaning) => !meanings.includes(meaning));
}

/**
 * What the stage model asks about, with the events seen that answer. A meaning without any leaves its stages to
 * chance, so the page shows it.
 */
export function meaningsInUse(
  model: StageModel,
  events: readonly EventNameReply[],
): { meaning: string; events: string[] }[] {
  const asked = new Set(
    model.stages
      .flatMap(({ rule }) => comparisons(rule))
      .flatMap(({ fact }) => ('meaning' in fact ? [fact.meaning] : [])),
  );
  return MEANINGS.filter(({ id }) => asked.has(id)).map(({ id }) => ({
    meaning: id,
    events: events.filter(({ meanings }) => meanings.includes(id)).map(({ name }) => name),
  }));
}
