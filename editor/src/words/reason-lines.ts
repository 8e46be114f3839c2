import type { StepReply } from '@sojourn/api';
import type { StageModel } from '@sojourn/lifecycle';
import type { Language, Value } from '@sojourn/rules';
import { deliveryReason, endingWords, OUTCOME_WORDS } from './outcomes.js';
import { REASON_WORDS } from './step-reasons.js';
import { valueInWords } from '@sojourn/rules';
import { nameOfStage } from './stage-names.js';

type Step = Pick<StepReply, 'reason' | 'error' | 'port'>;

/**
 * A step's reason as lines of words; undefined for one whose shape nobody has words for (a node type added later),
 * which is then shown as names and values.
 */
export function reasonLines(
  { reason, error, port }: Step,
  { language, model }: { language: Language; model?: StageModel },
): string[] | undefined {
  const tell = (key: keyof typeof REASON_WORDS, given: Record<string, string> = {}) =>
    REASON_WORDS[key][language].replace(/\{(\w+)\}/g, (_, name: string) => given[name] ?? '');
  if (reason === undefined || reason === null) return port === 'timeout' ? [tell('timeout')] : [];
  if (typeof reason !== 'object') return [String(reason)];
  const { event, stage, from, to, set, exit, outcome, due, reason: why } = reason as Record<string, unknown>;
  const nameOf = (id: string) => (model ? nameOfStage(id, model)[language] : id);
  if (typeof due === 'number' && Object.keys(reason).length === 1) return [tell('timeout')];
  if (typeof event === 'string') return [tell('event', { event })];
  if (typeof stage === 'string') return [tell('stage', { stage: nameOf(stage) })];
  if (typeof from === 'string' && typeof to === 'string') return [`${nameOf(from)} → ${nameOf(to)}`];
  if (typeof set === 'object' && set !== null) {
    return Object.entries(set as Record<string, Value>).map(([name, value]) =>
      tell('set', { name, value: valueInWords(value, language) }),
    );
  }
  if (typeof exit === 'string') return [endingWords(exit)[language]];
  if (typeof outcome === 'string' && outcome in OUTCOME_WORDS) {
    const said = OUTCOME_WORDS[outcome as keyof typeof OUTCOME_WORDS][language];
    // The error says the same in a line of its own.
    if (error !== undefined && outcome === 'failed') return [];
    return typeof why === 'string' && why !== error
      ? [tell('receipt', { outcome: said, why: deliveryReason(why)[language] })]
      : [said];
  }
  return undefined;
}
