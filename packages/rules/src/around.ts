import { isFact, isHappening, SENT_EVENT, STAGE_EVENT, type Computed, type Fact, type Happening } from './fact.js';
import type { Meanings, Value } from './facts.js';
import type { Comparison, Rule } from './rule.js';

/** What a workspace knows that a rule only names. */
export interface Around {
  meanings: Meanings;
  /** The zone of whole days; UTC where there is none. */
  zone?: string;
  /** The primary lifecycle model. */
  model?: { readonly id: string };
  segments?: ReadonlyMap<string, { readonly rule: Rule }>;
  computed?: ReadonlyMap<string, Computed>;
  /** What was found of a comparison when it was decided: with it rules read a record instead of facts. */
  recorded?(comparison: Comparison): { found?: Value; than?: Value } | undefined;
}

/** The happening a fact stands for, where it stands for one; computed attributes nobody declared stand for nothing. */
export function happeningBehind(fact: Fact, around: Around): Happening | undefined {
  if (isHappening(fact)) return fact;
  if ('computed' in fact) return around.computed?.get(fact.computed);
  if (!('sent' in fact)) return undefined;
  const { sent, within } = fact;
  const filter = equalities({ channel: fact.channel, template: fact.template });
  return {
    event: SENT_EVENT,
    measure: sent,
    ...(filter ? { where: filter } : {}),
    ...(within === undefined ? {} : { within }),
  };
}

/**
 * The rule that a fact of yes or no stands for: a segment's own, or for `was` the present stage and the stages left. A
 * segment nobody knows stands for nothing. In `around` of the answer a segment does not know itself, so that even rules
 * which got past the check for circles come to an end.
 */
export function ruleBehind(fact: Fact, around: Around): { rule: Rule; around: Around } | undefined {
  if ('segment' in fact) {
    const segment = around.segments?.get(fact.segment);
    if (!segment) return undefined;
    const segments = new Map(around.segments);
    segments.delete(fact.segment);
    return { rule: segment.rule, around: { ...around, segments } };
  }
  if (!('was' in fact)) return undefined;
  const model = fact.model ?? around.model?.id;
  const left: Comparison = {
    fact: { event: STAGE_EVENT, measure: 'last', where: equalities({ model, from: fact.was })! },
    ...(fact.within === undefined ? { is: 'known' } : { is: 'within', value: fact.within }),
  };
  const named = fact.model === undefined ? {} : { model: fact.model };
  const present: Comparison = { fact: { stage: 'current', ...named }, is: 'eq', value: fact.was };
  return { rule: { any: [present, left] }, around };
}

function equalities(wanted: Record<string, string | undefined>): Rule | undefined {
  const all = Object.entries(wanted).flatMap(([property, value]): Comparison[] =>
    value === undefined ? [] : [{ fact: { property }, is: 'eq', value }],
  );
  return all.length === 0 ? undefined : { all };
}

/** The comparison of what its facts stand for, where that is told by a name of its own. */
export function plain(comparison: Comparison, around: Around): Comparison {
  const { fact, value } = comparison;
  const than = isFact(value) ? (happeningBehind(value, around) ?? value) : value;
  return { ...comparison, fact: happeningBehind(fact, around) ?? fact, ...(than === undefined ? {} : { value: than }) };
}

/** The events a happening counts, by name. */
export function eventsOf(happening: Happening, { meanings }: Pick<Around, 'meanings'>): readonly string[] {
  return 'event' in happening ? [happening.event] : (meanings[happening.meaning] ?? []);
}

/** The keys under which a happening's facts are kept: one for each of its events. */
export function keysOf(happening: Happening, around: Pick<Around, 'meanings'>): string[] {
  return eventsOf(happening, around).map((event) => factKey(event, happening.where));
}

/** The name a fact is kept by: the event's, and a mark of the filter where there is one. */
export function factKey(event: string, where: Rule | undefined): string {
  return where === undefined ? event : `${event}#${hash(JSON.stringify(inOrder(where)))}`;
}

/** The same document with the keys of its objects sorted. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each)]),
  );
}

/** FNV-1a over UTF-16 units, 64 bits in hexadecimal. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, '0');
}
