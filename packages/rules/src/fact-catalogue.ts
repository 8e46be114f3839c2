import type { Fact, Measure, RunMeasure } from './fact.js';
import { FITTING, factKind, isAlwaysKnown } from './fact-kind.js';
import type { Words } from './language.js';
import type { Operator } from './operators.js';
import type { Comparison } from './rule.js';

/** Kinds of facts as forms offer them, in this order: what each is called, and a comparison to start from. */
export const FACT_KINDS = [
  {
    id: 'meaning',
    label: { en: 'Behaviour', zh: '行为' },
    start: { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 1 },
  },
  {
    id: 'event',
    label: { en: 'Event', zh: '事件' },
    start: { fact: { event: '', measure: 'count' }, is: 'gte', value: 1 },
  },
  { id: 'computed', label: { en: 'Computed attribute', zh: '计算属性' }, start: { fact: { computed: '' }, is: 'gte' } },
  { id: 'attribute', label: { en: 'Profile attribute', zh: '用户属性' }, start: { fact: { attribute: '' }, is: 'eq' } },
  {
    id: 'stage',
    label: { en: 'Lifecycle stage', zh: '生命周期阶段' },
    start: { fact: { stage: 'current' }, is: 'eq' },
  },
  { id: 'was', label: { en: 'Was in a stage', zh: '曾处于阶段' }, start: { fact: { was: '' }, is: 'eq', value: true } },
  { id: 'segment', label: { en: 'Segment', zh: '人群' }, start: { fact: { segment: '' }, is: 'eq', value: true } },
  { id: 'tag', label: { en: 'Tag', zh: '标签' }, start: { fact: { tag: '' }, is: 'eq', value: true } },
  { id: 'score', label: { en: 'Score', zh: '评分' }, start: { fact: { score: 'p_alive' }, is: 'lt', value: 0.5 } },
  {
    id: 'journey',
    label: { en: 'Journey', zh: '旅程' },
    start: { fact: { journey: '', measure: 'live' }, is: 'gte', value: 1 },
  },
  {
    id: 'sent',
    label: { en: 'Messages sent', zh: '已发送消息' },
    start: { fact: { sent: 'count', within: '7d' }, is: 'gte', value: 1 },
  },
  { id: 'tasks', label: { en: 'Open tasks', zh: '待办任务' }, start: { fact: { tasks: 'open' }, is: 'gte', value: 1 } },
  {
    id: 'seen',
    label: { en: 'First or last seen', zh: '首次或最近出现' },
    start: { fact: { seen: 'last' }, is: 'within', value: '30d' },
  },
  {
    id: 'consent',
    label: { en: 'Consent', zh: '授权' },
    start: { fact: { consent: 'email', topic: '' }, is: 'eq', value: true },
  },
  {
    id: 'entry',
    label: { en: 'Property of the starting event', zh: '触发事件属性' },
    start: { fact: { entry: '' }, is: 'eq' },
  },
  {
    id: 'property',
    label: { en: 'Property of this event', zh: '当前事件属性' },
    start: { fact: { property: '' }, is: 'eq' },
  },
] as const satisfies readonly { id: string; label: Words; start: Comparison }[];
export type FactKindId = (typeof FACT_KINDS)[number]['id'];

/** Which of the kinds a fact is. A happening may name a property, so it comes before those that are one. */
export function factKindOf(fact: Fact): FactKindId {
  return FACT_KINDS.find(({ id }) => id in fact)!.id;
}

/** A comparison to start from; what has to be chosen is empty or missing. */
export function startingComparison(kind: FactKindId): Comparison {
  const { start } = FACT_KINDS.find(({ id }) => id === kind)!;
  return { ...start, fact: { ...start.fact } };
}

/** The operators a form offers for a fact: whether it is known is asked only where it may not be. */
export function operatorsFor(fact: Fact): readonly Operator[] {
  const fitting = FITTING[factKind(fact)];
  return isAlwaysKnown(fact) ? fitting.filter((is) => is !== 'known' && is !== 'unknown') : fitting;
}

/** What can be told of events, as forms offer it. */
export const MEASURE_LABELS: Readonly<Record<Measure, Words>> = {
  count: { en: 'how many times', zh: '发生次数' },
  last: { en: 'the last time', zh: '最近发生' },
  first: { en: 'the first time', zh: '首次发生' },
  days: { en: 'on how many days', zh: '发生天数' },
  sum: { en: 'the sum of', zh: '合计' },
  average: { en: 'the average of', zh: '平均值' },
  top: { en: 'the most frequent', zh: '最常见的值' },
};

/** What can be told of runs through a journey, as forms offer it. */
export const RUN_LABELS: Readonly<Record<RunMeasure, Words>> = {
  live: { en: 'runs now', zh: '进行中' },
  entries: { en: 'times entered', zh: '进入次数' },
  goals: { en: 'goals reached', zh: '达成目标次数' },
  last_entry: { en: 'last entered', zh: '最近进入' },
  last_exit: { en: 'last left', zh: '最近离开' },
};

/** The scores the product knows; a workspace may hand in others. */
export const SCORE_LABELS: Readonly<Record<string, Words>> = {
  r: { en: 'Recency', zh: '最近消费得分' },
  f: { en: 'Frequency', zh: '消费频率得分' },
  m: { en: 'Monetary', zh: '消费金额得分' },
  p_alive: { en: 'Probability of staying', zh: '留存概率' },
  value: { en: 'Expected value', zh: '预期价值' },
};
