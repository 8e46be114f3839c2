import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { comparisons, isFact, type Comparison, type Fact, type Rule } from '@sojourn/rules';
import { z } from 'zod';
import type { FieldMeta, KnownReferences, NodeType, Surroundings } from './node-type.js';
import { fault, warning, type Place, type Problem } from './problem.js';

/**
 * What the conditions in a node's settings refer to and nobody knows: stages, models, meanings, segments, computed
 * attributes, tags (unknown reference), and values that are never there (an event's property outside of the filter of a
 * trigger or of a wait).
 */
export function referenceProblems(
  node: string,
  type: NodeType,
  settings: Record<string, unknown>,
  known: KnownReferences,
  around: Surroundings,
): Problem[] {
  return conditionsIn(type.settings, settings).flatMap(({ field, isFilter, rule }) => {
    const place = { node, field };
    return [
      ...ruleProblems(rule, place, isFilter, known, around),
      ...(type.trigger ? comparisons(rule).flatMap((comparison) => entryProblems(comparison, place)) : []),
    ];
  });
}

/** What one condition refers to and nobody knows; only a filter has the properties of an event at hand. */
export function ruleProblems(
  rule: Rule,
  place: Place,
  isFilter: boolean,
  known: KnownReferences,
  around: Surroundings,
): Problem[] {
  return comparisons(rule).flatMap((comparison) => [
    ...stageProblems(comparison, around, place),
    ...meaningProblems(comparison, around, place),
    ...propertyProblems(isFilter, comparison, place),
    ...namesIn(comparison).flatMap((fact) => nameProblems(fact, known, around, place)),
  ]);
}

interface Condition {
  field: string;
  isFilter: boolean;
  rule: Rule;
}

/** The conditions among some settings, those of branches too, told by the widget their form shows. */
function conditionsIn(schema: z.ZodType, settings: Record<string, unknown>, path = ''): Condition[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, part]): Condition[] => {
    const { widget } = (part.meta() ?? {}) as Partial<FieldMeta>;
    const value = settings[name];
    const field = `${path}${name}`;
    if (value === undefined) return [];
    if (widget === 'rule' || widget === 'filter')
      return [{ field, isFilter: widget === 'filter', rule: value as Rule }];
    if (widget !== 'branches' || !(part instanceof z.ZodArray)) return [];
    const branch = part.element as z.ZodType;
    return (value as Record<string, unknown>[]).flatMap((each, at) => conditionsIn(branch, each, `${field}.${at}.`));
  });
}

function stageProblems({ fact, value }: Comparison, { model, layers }: Surroundings, at: Place): Problem[] {
  if (!('stage' in fact)) return [];
  const named = fact.model === undefined ? model : [model, ...(layers ?? [])].find(({ id }) => id === fact.model);
  if (!named) {
    const [en, zh] = [`There is no lifecycle model "${fact.model}".`, `没有生命周期模型“${fact.model}”。`];
    return [fault('unknown_reference', at, en, zh)];
  }
  if (fact.stage === 'since') return [];
  return [value].flat().flatMap((stage) => {
    if (typeof stage !== 'string' || stage === UNCLASSIFIED || named.stages.some(({ id }) => id === stage)) return [];
    const [en, zh] = [`The lifecycle model has no stage "${stage}".`, `生命周期模型中没有阶段“${stage}”。`];
    return [fault('unknown_reference', at, `${en} Choose one it has.`, `${zh}请重新选择。`)];
  });
}

function meaningProblems({ fact }: Comparison, { meanings }: Surroundings, at: Place): Problem[] {
  if (!('meaning' in fact) || (meanings[fact.meaning]?.length ?? 0) > 0) return [];
  const [en, zh] = [`No event means "${fact.meaning}" yet`, `还没有事件对应含义“${fact.meaning}”`];
  return [
    warning(
      'unknown_reference',
      at,
      `${en}, so it never happens. Say which of your events do.`,
      `${zh}，该条件永远不会发生，请先设置事件含义。`,
    ),
  ];
}

/** The facts of a comparison, those on its right side too. */
const namesIn = ({ fact, value }: Comparison): Fact[] => (isFact(value) ? [fact, value] : [fact]);

/** What operators have named: without it the comparison is decided before it is asked. */
function nameProblems(fact: Fact, known: KnownReferences, around: Surroundings, at: Place): Problem[] {
  if ('computed' in fact && around.computed?.has(fact.computed) === false) {
    const en = `There is no computed attribute "${fact.computed}", so its value is always unknown. Choose another one, or define it.`;
    const zh = `没有计算属性“${fact.computed}”，其值始终未知，请重新选择或先定义该属性。`;
    return [fault('unknown_reference', at, en, zh)];
  }
  if ('segment' in fact && around.segments?.has(fact.segment) === false) {
    const [en, zh] = ['This segment does not exist any more. Choose another one.', '该人群已不存在，请重新选择。'];
    return [fault('unknown_reference', at, en, zh)];
  }
  if ('tag' in fact && known.tags?.includes(fact.tag) === false) {
    const en = `Nobody has the tag "${fact.tag}", and no journey gives it. Correct its name, or add a node that gives it.`;
    const zh = `还没有用户带有标签“${fact.tag}”，也没有旅程会添加它，请更正名称，或添加一个打标签的节点。`;
    return [warning('unknown_reference', at, en, zh)];
  }
  return [];
}

/** A trigger judges before anything has started: there is no starting event to look at yet. */
function entryProblems({ fact }: Comparison, at: Place): Problem[] {
  if (!('entry' in fact)) return [];
  const [en, zh] = [
    `Nothing has started yet here, so "${fact.entry}" of the starting event is always unknown.`,
    `此处旅程尚未开始，起始事件的“${fact.entry}”始终未知。`,
  ];
  return [warning('never_known', at, en, zh)];
}

/** Only the filters of triggers and waits have an event at hand. */
function propertyProblems(isFilter: boolean, { fact }: Comparison, at: Place): Problem[] {
  if (isFilter || !('property' in fact) || 'measure' in fact) return [];
  const [en, zh] = [
    `No event is at hand here, so its "${fact.property}" is always unknown. Use the property of the starting event.`,
    `此处没有正在处理的事件，其“${fact.property}”始终未知，请改用起始事件的属性。`,
  ];
  return [warning('never_known', at, en, zh)];
}
