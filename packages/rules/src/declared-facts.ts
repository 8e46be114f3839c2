import { eventsOf, factKey, happeningBehind, ruleBehind, type Around } from './around.js';
import { compileRule } from './compile.js';
import { isFact, type Fact, type Happening } from './fact.js';
import { daysOf } from './fact-kind.js';
import type { Facts, Value } from './facts.js';
import { valueAt } from './facts.js';
import { isExact } from './happening.js';
import type { Instant } from './instant.js';
import { localDays, type LocalDays } from './local-days.js';
import type { Operator } from './operators.js';
import { comparisons, type Comparison, type Rule } from './rule.js';

/** The properties of which something is kept: sums, how many numbers were added up, first and last values, frequencies. */
export interface Kept {
  sums: string[];
  numbers: string[];
  ends: string[];
  tops: string[];
}

/** What has to be kept about the events of one name that pass one filter. */
export interface Need {
  event: string;
  key: string;
  where?: Rule;
  /** Kept for good. */
  ever: Kept;
  /** The last instants. */
  recent: boolean;
  /** How many local days are kept one by one, 0 for none, and what of each. */
  days: number;
  daily: Kept & { first: boolean };
}

type Properties = { [key: string]: Value };

/** A need ready to be met. */
interface ReadyNeed extends Need {
  accepts?(properties: Properties, at: Instant): boolean;
}

/**
 * What must be kept of the events so that all conditions can be answered: gathered from their rules, told event by event.
 * Count, first and last of every event are kept in any case.
 */
export class DeclaredFacts {
  /** The local days of the workspace. */
  readonly calendar: LocalDays;
  private readonly needs = new Map<string, ReadyNeed[]>();

  constructor(private readonly around: Around) {
    this.calendar = localDays(around.zone ?? 'UTC');
  }

  /** The needs of the events of this name; `undefined` where it is enough to count them. */
  of(event: string): readonly ReadyNeed[] | undefined {
    return this.needs.get(event);
  }

  /** Everything that is needed, as plain data, in a fixed order. */
  all(): Need[] {
    return [...this.needs.values()]
      .flat()
      .map(({ accepts: _, ...need }) => need)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Takes in what a rule looks at, through segments and computed attributes. */
  add(rule: Rule, around: Around = this.around): this {
    for (const comparison of comparisons(rule)) {
      const { fact, is, value } = comparison;
      this.addFact(fact, is, value, around);
      if (isFact(value)) this.addFact(value, is, fact, around);
    }
    return this;
  }

  /** Takes in a happening that is shown or compared elsewhere. */
  addHappening(happening: Happening, is: Operator = 'known', value?: Comparison['value'], around = this.around): this {
    const { measure, property, within, where } = happening;
    for (const event of eventsOf(happening, around)) {
      const need = this.need(event, where);
      const byDays = within !== undefined && measure !== 'last' && !isExact(happening, is, value);
      if (measure === 'count' && within !== undefined && !byDays) need.recent = true;
      if (byDays) need.days = Math.max(need.days, daysOf(within));
      const kept = byDays ? need.daily : need.ever;
      if (measure === 'first' && property === undefined && byDays) need.daily.first = true;
      if (property === undefined) continue;
      if (measure === 'sum' || measure === 'average') put(kept.sums, property);
      if (measure === 'average') put(kept.numbers, property);
      if (measure === 'first' || measure === 'last') put(kept.ends, property);
      if (measure === 'top') put(kept.tops, property);
    }
    return this;
  }

  /** Takes in what somebody else gathered. */
  addNeed({ event, where, ever, recent, days, daily }: Need): this {
    const need = this.need(event, where);
    for (const part of ['sums', 'numbers', 'ends', 'tops'] as const) {
      for (const property of ever[part]) put(need.ever[part], property);
      for (const property of daily[part]) put(need.daily[part], property);
    }
    need.recent ||= recent;
    need.days = Math.max(need.days, days);
    need.daily.first ||= daily.first;
    return this;
  }

  private addFact(fact: Fact, is: Operator, value: Comparison['value'], around: Around): void {
    const happening = happeningBehind(fact, around);
    if (happening) this.addHappening(happening, is, value, around);
    const behind = ruleBehind(fact, around);
    if (behind) this.add(behind.rule, behind.around);
  }

  private need(event: string, where: Rule | undefined): ReadyNeed {
    const key = factKey(event, where);
    const known = this.needs.get(event) ?? [];
    let need = known.find((each) => each.key === key);
    if (need) return need;
    need = {
      event,
      key,
      ...(where ? { where, accepts: filter(where) } : {}),
      ever: nothing(),
      recent: false,
      days: 0,
      daily: { ...nothing(), first: false },
    };
    this.needs.set(event, [...known, need]);
    return need;
  }
}

const nothing = (): Kept => ({ sums: [], numbers: [], ends: [], tops: [] });

function put(properties: string[], property: string): void {
  if (!properties.includes(property)) properties.push(property);
}

/** A filter sees nothing but the event's own properties, at the moment of the event. */
function filter(where: Rule): (properties: Properties, at: Instant) => boolean {
  const compiled = compileRule(where, { meanings: {} });
  return (properties, at) => compiled.holds({ ...NOTHING, property: (path) => valueAt(properties, path) }, at);
}

const NOTHING: Facts = {
  attribute: () => undefined,
  event: () => undefined,
  stage: () => undefined,
  property: () => undefined,
  entry: () => undefined,
  consent: () => undefined,
  seen: () => undefined,
  score: () => undefined,
  tagged: () => false,
  journey: () => undefined,
  tasks: () => 0,
};
