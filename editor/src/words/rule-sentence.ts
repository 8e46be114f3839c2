import { MEANINGS, type StageModel } from '@sojourn/lifecycle';
import { durationInWords, stageName } from '@sojourn/nodes';
import {
  isFact,
  isHappening,
  OPERATORS,
  parseDuration,
  type Comparison,
  type Fact,
  type Language,
  type Rule,
  type Value,
} from '@sojourn/rules';
import { COUNT_WORDS, FACT_WORDS, JOIN_WORDS, OPERATOR_WORDS } from './rules.js';

/** A piece of a sentence. `value` pieces are what a comparison compares with; `comparison` counts as `comparisons()`. */
export interface Piece {
  text: string;
  comparison?: number;
}

/** In whose words a rule is told. Without a model stages are told by their ids. */
export interface Telling {
  language: Language;
  model?: StageModel;
}

/** A rule as a sentence: “last Order paid” less than 60 days ago and … */
export function ruleSentence(rule: Rule, telling: Telling): string {
  return rulePieces(rule, telling)
    .map(({ text }) => text)
    .join('');
}

/** A rule as a sentence whose values stand alone, so that a form can put a field in their place. */
export function rulePieces(rule: Rule, telling: Telling): Piece[] {
  let comparison = 0;
  const tell = (part: Rule, nested: boolean): Piece[] => {
    const word = (key: keyof typeof JOIN_WORDS) => ({ text: JOIN_WORDS[key][telling.language] });
    if ('not' in part) return [word('not'), ...tell(part.not, true)];
    if ('all' in part || 'any' in part) {
      const every = 'all' in part;
      const parts = every ? part.all : part.any;
      if (parts.length === 0) return [word(every ? 'always' : 'never')];
      const joined = parts.flatMap((each, index) => [
        ...(index > 0 ? [word(every ? 'all' : 'any')] : []),
        ...tell(each, parts.length > 1),
      ]);
      return nested && parts.length > 1 ? [word('open'), ...joined, word('close')] : joined;
    }
    return comparisonPieces(part, comparison++, telling);
  };
  return tell(rule, false);
}

/** One comparison as a sentence. */
export function comparisonSentence(comparison: Comparison, telling: Telling): string {
  return comparisonPieces(comparison, 0, telling)
    .map(({ text }) => text)
    .join('');
}

/** What a comparison found, in words: a date for instants, a stage's name for stages. */
export function foundInWords(fact: Fact, found: Value | undefined, telling: Telling): string {
  const { language, model } = telling;
  if (found === undefined || found === null) return JOIN_WORDS.unknown[language];
  if (tellsInstant(fact) && (typeof found === 'number' || typeof found === 'string')) return instant(found, language);
  if ('stage' in fact && typeof found === 'string' && model) return stageName(found, model)[language];
  return valueInWords(found, language);
}

function comparisonPieces(comparison: Comparison, index: number, telling: Telling): Piece[] {
  const { fact, is } = comparison;
  const { language } = telling;
  const value: Piece = { text: operandInWords(comparison, telling), comparison: index };
  const counted = countWords(comparison);
  if (counted) return fill(COUNT_WORDS[counted][language], { name: factName(fact, language), value });
  return fill(OPERATOR_WORDS[is][language], { fact: factInWords(fact, language), value });
}

/** “Happened”, “never happened”, “exactly twice”: how a count is told where a plain comparison reads worse. */
function countWords({ fact, is, value }: Comparison): keyof typeof COUNT_WORDS | undefined {
  if (!isHappening(fact) || fact.measure !== 'count' || typeof value !== 'number') return undefined;
  if (is === 'eq') return value === 0 ? 'never' : value === 1 ? 'once' : 'exactly';
  if (is === 'gte') return value === 1 ? 'ever' : 'least';
  return is === 'lte' ? 'most' : undefined;
}

function factInWords(fact: Fact, language: Language): string {
  const name = factName(fact, language);
  if (isHappening(fact))
    return fillText(FACT_WORDS[fact.measure as 'count'][language], { name, property: fact.property ?? '' });
  if ('attribute' in fact) return fillText(FACT_WORDS.attribute[language], { name });
  if ('property' in fact) return fillText(FACT_WORDS.property[language], { name });
  if ('entry' in fact) return fillText(FACT_WORDS.entry[language], { name });
  if ('consent' in fact) return fillText(FACT_WORDS.consent[language], { name, topic: fact.topic });
  if ('seen' in fact) return FACT_WORDS[`seen_${fact.seen}`][language];
  return 'stage' in fact ? FACT_WORDS[`stage_${fact.stage}`][language] : '';
}

function factName(fact: Fact, language: Language): string {
  if ('meaning' in fact) return MEANINGS.find(({ id }) => id === fact.meaning)?.name[language] ?? fact.meaning;
  if ('event' in fact) return fact.event;
  if ('attribute' in fact) return fact.attribute;
  if ('property' in fact) return fact.property;
  if ('entry' in fact) return fact.entry;
  return 'consent' in fact ? fact.consent : '';
}

function operandInWords({ fact, is, value }: Comparison, { language, model }: Telling): string {
  const kind = OPERATORS[is];
  if (kind === 'none' || value === undefined || isFact(value)) return '';
  // A form may hold a value that is just being written.
  if (kind === 'duration')
    return parseDuration(String(value)) === undefined ? '…' : durationInWords(String(value))[language];
  if (kind === 'instant') return instant(String(value), language);
  const stages = 'stage' in fact && fact.stage !== 'since';
  const one = (each: Value) =>
    stages && model ? stageName(String(each), model)[language] : valueInWords(each, language);
  return Array.isArray(value) ? value.map(one).join(JOIN_WORDS.list[language]) : one(value);
}

/** A value as people read it: yes and no for truth, thousands marked, texts in quotes. */
export function valueInWords(value: Value, language: Language): string {
  if (typeof value === 'boolean') return JOIN_WORDS[value ? 'yes' : 'no'][language];
  if (typeof value === 'number') return value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en');
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}

function tellsInstant(fact: Fact): boolean {
  if (isHappening(fact)) return fact.measure === 'first' || fact.measure === 'last';
  return 'seen' in fact || ('stage' in fact && fact.stage === 'since');
}

function instant(at: number | string, language: Language): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return String(at);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return moment.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

function fill(template: string, given: Record<string, Piece | string>): Piece[] {
  return template
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? { text: part } : asPiece(given[part])))
    .filter(({ text }) => text !== '');
}

const asPiece = (given: Piece | string | undefined): Piece =>
  typeof given === 'object' ? given : { text: given ?? '' };

function fillText(template: string, given: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => given[key] ?? '');
}
