import { MEANINGS, withActivity, type StageModel } from '@sojourn/lifecycle';
import { comparisons } from '@sojourn/rules';
import type { EventNameReply } from '@sojourn/api';
import { writeInstant } from '@sojourn/rules';
import type { EventNameRow } from '../store/lifecycle.store.js';

type Meanings = Record<string, string[]>;

/** An event name with what it means here, and what it could mean while nobody has said so. */
export function nameReply(row: EventNameRow, meanings: Meanings): EventNameReply {
  const own = Object.keys(meanings).filter((meaning) => meanings[meaning]!.includes(row.name));
  return {
    name: row.name,
    count: row.count,
    firstAt: writeInstant(row.firstAt),
    lastAt: writeInstant(row.lastAt),
    meanings: own,
    suggested: own.length > 0 ? [] : suggestions(row.name),
  };
}

/** Usual spellings, told apart by their letters alone: `Order Completed`, `orderCompleted` and `order_completed` are one. */
function suggestions(name: string): string[] {
  const letters = plain(name);
  return MEANINGS.filter(({ id, names }) => letters === plain(id) || names.some((each) => plain(each) === letters)).map(
    ({ id }) => id,
  );
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Whether some rule of the model reads a meaning that is not the same in both: then stages must be computed anew. */
export function moveStages(model: StageModel, before: Meanings, after: Meanings): boolean {
  const [was, is] = [withActivity(before), withActivity(after)];
  const read = new Set(
    model.stages
      .flatMap(({ rule }) => comparisons(rule))
      .flatMap(({ fact }) => ('meaning' in fact ? [fact.meaning] : [])),
  );
  return [...read].some((meaning) => sorted(was[meaning]) !== sorted(is[meaning]));
}

const sorted = (names: readonly string[] = []): string => JSON.stringify([...new Set(names)].toSorted());

/** Every meaning we know, the given names without repeats; unknown meanings are returned for the refusal. */
export function tidy(given: Meanings): { meanings: Meanings; unknown: string[] } {
  const known = new Set(MEANINGS.map(({ id }) => id));
  const meanings = Object.fromEntries(MEANINGS.map(({ id }) => [id, [...new Set(given[id])]]));
  return { meanings, unknown: Object.keys(given).filter((id) => !known.has(id)) };
}
