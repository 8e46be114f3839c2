import { eventName, factInWords, suffix, truthInWords } from './fact-words.js';
import { factKind } from './fact-kind.js';
import { isFact, isHappening, type Fact } from './fact.js';
import type { Value } from './facts.js';
import { durationInWords } from './duration-words.js';
import { parseDuration } from './instant.js';
import type { Language, Words } from './language.js';
import { OPERATORS, type Operator, type Scalar } from './operators.js';
import type { Comparison, Rule } from './rule.js';

/** What the things that rules name are called; an id that has no name is shown as it is. */
export interface Names {
  stage?(id: string, model?: string): Words | undefined;
  model?(id: string): Words | undefined;
  meaning?(id: string): Words | undefined;
  segment?(id: string): Words | undefined;
  computed?(id: string): Words | undefined;
  journey?(id: string): Words | undefined;
  channel?(id: string): Words | undefined;
  template?(id: string): Words | undefined;
  score?(name: string): Words | undefined;
  /** How a moment is written for who reads it; as it stands where this is left out. */
  instant?(at: number | string, language: Language): string;
}

/** A piece of a sentence. Values stand alone, with the number of their comparison as `comparisons()` counts. */
export interface Piece {
  text: string;
  comparison?: number;
}

/** A rule as a sentence: “Order paid” happened at least 2 times and the stage is Silent. */
export function ruleWords(rule: Rule, names: Names = {}): Words {
  return { en: join(rulePieces(rule, names, 'en')), zh: join(rulePieces(rule, names, 'zh')) };
}

/** A rule as a sentence whose values stand alone, so that a form can put a field in their place. */
export function rulePieces(rule: Rule, names: Names, language: Language): Piece[] {
  let comparison = 0;
  const zh = language === 'zh';
  const text = (en: string, chinese: string): Piece => ({ text: zh ? chinese : en });
  const tell = (part: Rule, nested: boolean): Piece[] => {
    if ('not' in part) return [text('not (', '并非（'), ...tell(part.not, false), text(')', '）')];
    if (!('all' in part) && !('any' in part)) return comparisonPieces(part, names, language, comparison++);
    const every = 'all' in part;
    const parts = every ? part.all : part.any;
    if (parts.length === 0) return [every ? text('always', '始终满足') : text('never', '从不满足')];
    const told = parts.flatMap((each, index) => [
      ...(index === 0 ? [] : [every ? text(' and ', '，且') : text(' or ', '，或')]),
      ...tell(each, parts.length > 1),
    ]);
    return nested && parts.length > 1 ? [text('(', '（'), ...told, text(')', '）')] : told;
  };
  return tell(rule, false);
}

/** One comparison as a sentence. */
export function comparisonWords(comparison: Comparison, names: Names = {}): Words {
  return {
    en: join(comparisonPieces(comparison, names, 'en', 0)),
    zh: join(comparisonPieces(comparison, names, 'zh', 0)),
  };
}

const join = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

function comparisonPieces(comparison: Comparison, names: Names, language: Language, index: number): Piece[] {
  const { fact, is, value } = comparison;
  const truth = truthInWords(comparison, names, language);
  if (truth !== undefined) return [{ text: truth }];
  const than: Piece = { text: operandInWords(comparison, names, language), comparison: index };
  const tell = (rule: Comparison | Rule | undefined) => join(rulePieces(rule!, names, language));
  if (isHappening(fact) && fact.measure === 'count' && typeof value === 'number') {
    const counted = countWords(is, value)?.[language];
    if (counted) {
      const pieces = fill(counted, { value: than });
      const event = `${eventName(fact, names, language)}${language === 'zh' ? '' : ' '}`;
      return [{ text: event }, ...pieces, { text: suffix(fact, is, value, language, tell) }].filter(
        ({ text }) => text !== '',
      );
    }
  }
  const what = { text: factInWords(comparison, names, language, tell) };
  return fill(OPERATOR_WORDS[is][language], { fact: what, value: than });
}

/** Counts as people say them. */
function countWords(is: Operator, times: number): Words | undefined {
  const s = times === 1 ? '' : 's';
  if ((is === 'eq' && times === 0) || (is === 'lt' && times === 1) || (is === 'lte' && times === 0)) {
    return { en: 'never happened', zh: '从未发生' };
  }
  if ((is === 'gte' && times === 1) || (is === 'gt' && times === 0)) return { en: 'happened', zh: '发生过' };
  if (is === 'eq') return { en: `happened exactly {value} time${s}`, zh: '恰好发生 {value} 次' };
  if (is === 'gte') return { en: `happened at least {value} time${s}`, zh: '至少发生 {value} 次' };
  if (is === 'lte') return { en: `happened at most {value} time${s}`, zh: '最多发生 {value} 次' };
  if (is === 'gt') return { en: `happened more than {value} time${s}`, zh: '发生超过 {value} 次' };
  if (is === 'lt') return { en: `happened fewer than {value} time${s}`, zh: '发生少于 {value} 次' };
  return undefined;
}

/** A whole comparison. `{fact}` and `{value}` are filled in. */
const OPERATOR_WORDS: Record<Operator, Words> = {
  eq: { en: '{fact} is {value}', zh: '{fact}是{value}' },
  ne: { en: '{fact} is not {value}', zh: '{fact}不是{value}' },
  lt: { en: '{fact} is less than {value}', zh: '{fact}小于 {value}' },
  lte: { en: '{fact} is at most {value}', zh: '{fact}不超过 {value}' },
  gt: { en: '{fact} is more than {value}', zh: '{fact}大于 {value}' },
  gte: { en: '{fact} is at least {value}', zh: '{fact}不少于 {value}' },
  in: { en: '{fact} is one of {value}', zh: '{fact}是{value}之一' },
  not_in: { en: '{fact} is none of {value}', zh: '{fact}不是{value}中的任何一个' },
  contains: { en: '{fact} contains {value}', zh: '{fact}包含{value}' },
  starts_with: { en: '{fact} begins with {value}', zh: '{fact}以{value}开头' },
  known: { en: '{fact} is known', zh: '{fact}已知' },
  unknown: { en: '{fact} is unknown', zh: '{fact}未知' },
  within: { en: '{fact} was less than {value} ago', zh: '{fact}在最近 {value}内' },
  longer_ago: { en: '{fact} was at least {value} ago', zh: '{fact}距今至少 {value}' },
  before: { en: '{fact} was before {value}', zh: '{fact}早于 {value}' },
  after: { en: '{fact} was at {value} or later', zh: '{fact}不早于 {value}' },
};

/** What a comparison compares with. A form may hold one that is just being written. */
function operandInWords({ fact, is, value }: Comparison, names: Names, language: Language): string {
  const kind = OPERATORS[is];
  if (kind === 'none' || value === undefined) return '';
  if (isFact(value)) {
    const tell = (rule: Comparison | Rule | undefined) => join(rulePieces(rule!, names, language));
    return factInWords({ fact: value, is, value: fact }, names, language, tell);
  }
  if (kind === 'duration') {
    return parseDuration(String(value)) === undefined ? '…' : durationInWords(String(value))[language];
  }
  if (kind === 'instant') return names.instant?.(String(value), language) ?? String(value);
  const told = [value].flat().map((each: Scalar) => scalarWords(fact, each, names, language));
  const or = language === 'zh' ? '或' : ' or ';
  return told.length < 2
    ? told.join('')
    : `${told.slice(0, -1).join(language === 'zh' ? '、' : ', ')}${or}${told.at(-1)}`;
}

/** What a comparison found, in words: a moment for instants, a stage's name for stages; "unknown" where nothing is. */
export function foundInWords(fact: Fact, found: Value | undefined, names: Names, language: Language): string {
  if (found === undefined || found === null) return language === 'zh' ? '未知' : 'unknown';
  if (factKind(fact) === 'instant' && (typeof found === 'number' || typeof found === 'string')) {
    return names.instant?.(found, language) ?? String(found);
  }
  if ('stage' in fact && typeof found === 'string') return names.stage?.(found, fact.model)?.[language] ?? found;
  return valueInWords(found, language);
}

function scalarWords(fact: Fact, value: Scalar, names: Names, language: Language): string {
  if (typeof value === 'boolean' && language === 'zh') return `“${valueInWords(value, language)}”`;
  if (!('stage' in fact) || typeof value !== 'string') return valueInWords(value, language);
  const name = names.stage?.(value, fact.model)?.[language] ?? value;
  return language === 'zh' ? `“${name}”` : name;
}

/** A value as people read it: yes and no for truth, thousands marked, texts in quotes. */
export function valueInWords(value: Value, language: Language): string {
  const zh = language === 'zh';
  if (typeof value === 'boolean') return value ? (zh ? '是' : 'yes') : zh ? '否' : 'no';
  if (typeof value === 'number') return value.toLocaleString(zh ? 'zh-CN' : 'en', { maximumFractionDigits: 20 });
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}

function fill(template: string, given: Record<string, Piece>): Piece[] {
  return template
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? { text: part } : given[part]!))
    .filter(({ text }) => text !== '');
}
