import { DeclaredFacts, type Kept, type Need } from './declared-facts.js';
import type { DayTally, EventFact, Tally, ValueTally } from './facts.js';

/** The needs of `after` of which something is not kept yet by `before`: they have to be filled in from the past. */
export function missingNeeds(after: readonly Need[], before: readonly Need[]): Need[] {
  const known = new Map(before.map((need) => [need.key, need]));
  return after.filter((need) => !isMet(need, known.get(need.key)));
}

function isMet(need: Need, kept: Need | undefined): boolean {
  // What every event is counted by is there without anybody asking.
  if (!kept) return need.where === undefined && !need.event.startsWith('$') && isNothing(need);
  if (need.recent && !kept.recent) return false;
  if (need.days > kept.days || (need.daily.first && !kept.daily.first)) return false;
  return within(need.ever, kept.ever) && within(need.daily, kept.daily);
}

function isNothing({ ever, recent, days }: Need): boolean {
  return !recent && days === 0 && PARTS.every((part) => ever[part].length === 0);
}

const PARTS = ['sums', 'numbers', 'ends', 'tops'] as const satisfies readonly (keyof Kept)[];

const within = (less: Kept, more: Kept): boolean =>
  PARTS.every((part) => less[part].every((property) => more[part].includes(property)));

/** Facts that keep what these needs say, for days of this zone. */
export function declaredBy(needs: readonly Need[], zone: string): DeclaredFacts {
  const declared = new DeclaredFacts({ meanings: {}, zone });
  for (const need of needs) declared.addNeed(need);
  return declared;
}

/**
 * A fact that was kept so far, and the same counted anew from the past. The one that counted more knows more, and at a tie
 * the new one, which keeps more; what only the other has stays: history may have been shortened, and others may have
 * asked for more meanwhile.
 */
export function refilled(kept: EventFact | undefined, found: EventFact): EventFact {
  if (!kept) return found;
  const [over, under] = found.count >= kept.count ? [found, kept] : [kept, found];
  const days = joined(under.days, over.days, (less: DayTally, more: DayTally) =>
    more.count >= less.count
      ? { ...tally(less, more), ...first(less, more) }
      : { ...tally(more, less), ...first(less, more) },
  );
  const recent = (over.recent?.length ?? 0) >= (under.recent?.length ?? 0) ? over.recent : under.recent;
  return {
    ...tally(under, over),
    first: Math.min(kept.first, found.first),
    last: Math.max(kept.last, found.last),
    ...(recent ? { recent } : {}),
    ...(days ? { days } : {}),
  };
}

/** Both, by their names; `meet` says what is there under a name that both have. */
function joined<T>(
  under: Readonly<Record<string, T>> | undefined,
  over: Readonly<Record<string, T>> | undefined,
  meet: (under: T, over: T) => T,
): Record<string, T> | undefined {
  if (!under || !over) return over ?? under;
  const both = { ...under, ...over };
  for (const [name, value] of Object.entries(over)) {
    if (Object.hasOwn(under, name)) both[name] = meet(under[name]!, value);
  }
  return both;
}

function tally(under: Tally, over: Tally): Tally {
  const newer = <T>(_: T, value: T) => value;
  const sums = joined(under.sums, over.sums, newer);
  const numbers = joined(under.numbers, over.numbers, newer);
  const values = joined(under.values, over.values, (a: ValueTally, b: ValueTally) => ({ ...a, ...b }));
  return { count: over.count, ...(sums && { sums }), ...(numbers && { numbers }), ...(values && { values }) };
}

function first(a: DayTally, b: DayTally): { first?: number } {
  const at = Math.min(a.first ?? Infinity, b.first ?? Infinity);
  return at === Infinity ? {} : { first: at };
}
