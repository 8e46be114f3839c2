import { MEANINGS, type StageModel } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import * as rules from '@sojourn/rules';
import type { Comparison, Fact, Language, Names, Piece, Rule, Value } from '@sojourn/rules';

/** In whose words a rule is told. Without a model stages are told by their ids. */
export interface Telling {
  language: Language;
  model?: StageModel;
  /** What segments, computed attributes and journeys are called; without it they are told by their ids. */
  names?: Pick<Names, 'segment' | 'computed' | 'journey'>;
}

/** A rule as a sentence: the last Order paid was less than 60 days ago and … */
export function ruleSentence(rule: Rule, telling: Telling): string {
  return rulePieces(rule, telling)
    .map(({ text }) => text)
    .join('');
}

/** A rule as a sentence whose values stand alone, so that a form can put a field in their place. */
export function rulePieces(rule: Rule, { language, ...telling }: Telling): Piece[] {
  return rules.rulePieces(rule, namesFor(telling), language);
}

/** One comparison as a sentence. */
export function comparisonSentence(comparison: Comparison, { language, ...telling }: Telling): string {
  return rules.comparisonWords(comparison, namesFor(telling))[language];
}

/** What a comparison found, in words: a date for instants, a stage's name for stages. */
export function foundInWords(fact: Fact, found: Value | undefined, { language, ...telling }: Telling): string {
  return rules.foundInWords(fact, found, namesFor(telling), language);
}

function namesFor({ model, names }: Omit<Telling, 'language'>): Names {
  return {
    ...names,
    stage: (id, layering) =>
      model && (layering === undefined || layering === model.id) ? stageName(id, model) : undefined,
    meaning: (id) => MEANINGS.find((meaning) => meaning.id === id)?.name,
    score: (name) => rules.SCORE_LABELS[name],
    instant,
  };
}

function instant(at: number | string, language: Language): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return String(at);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return moment.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
