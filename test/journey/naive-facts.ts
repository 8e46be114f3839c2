import { milliseconds, type Comparison, type Rule } from '@sojourn/rules';

/** What a condition is asked with: the moment, what began the run, and the event at hand. */
interface Asked {
  now: number;
  entry?: { plan: number } | undefined;
  atHand?: { plan: number } | undefined;
}

/** What the reference knows of its one person, and conditions over it read word by word. */
export class NaiveFacts {
  readonly attributes: Record<string, unknown> = {};
  readonly tags = new Set<string>();
  readonly seen: Record<string, { count: number; last: number }> = {};

  holds(rule: Rule, asked: Asked): boolean {
    if ('all' in rule) return rule.all.every((part) => this.holds(part, asked));
    if ('any' in rule) return rule.any.some((part) => this.holds(part, asked));
    if ('not' in rule) return !this.holds(rule.not, asked);
    const { fact, is, value } = rule;
    const { now, entry, atHand } = asked;
    if ('attribute' in fact) return this.attributes[fact.attribute] === value;
    if ('tag' in fact) return this.tags.has(fact.tag) === value;
    if ('entry' in fact) return entry?.plan === value;
    if ('measure' in fact && 'event' in fact) {
      const seen = this.seen[fact.event];
      if (fact.measure === 'count') return (seen?.count ?? 0) >= (value as number);
      const length = milliseconds(value as string);
      if (!seen) return false;
      return is === 'within' ? now - seen.last < length : now - seen.last >= length;
    }
    if (!atHand || Number.isNaN(atHand.plan)) return false;
    return typeof value === 'object' ? atHand.plan === entry?.plan : atHand.plan === value;
  }
}

export function comparisonsOf(rule: Rule): Comparison[] {
  if ('all' in rule) return rule.all.flatMap(comparisonsOf);
  if ('any' in rule) return rule.any.flatMap(comparisonsOf);
  return 'not' in rule ? comparisonsOf(rule.not) : [rule];
}
