import { happeningBehind } from './around.js';
import { isHappening, type Fact, type Happening, type Measure, type RunMeasure } from './fact.js';
import { daysOf } from './fact-kind.js';
import { isExact } from './happening.js';
import { durationInWords } from './duration-words.js';
import { parseDuration } from './instant.js';
import type { Language, Words } from './language.js';
import type { Comparison } from './rule.js';
import type { Names } from './words.js';

/** What a happening is told as. `{event}` is its name, `{property}` the property that is looked at. */
const MEASURE_WORDS: Record<Measure, Words> = {
  count: { en: 'the number of {event}', zh: '{event}的次数' },
  sum: { en: 'the sum of “{property}” of {event}', zh: '{event}的“{property}”合计' },
  average: { en: 'the average “{property}” of {event}', zh: '{event}的“{property}”平均值' },
  first: { en: 'the first {event}', zh: '首次{event}' },
  last: { en: 'the last {event}', zh: '最近一次{event}' },
  top: { en: 'the most frequent “{property}” of {event}', zh: '{event}中最常见的“{property}”' },
  days: { en: 'the number of days with {event}', zh: '发生{event}的天数' },
};
const VALUE_THEN: Words = { en: 'the “{property}” of {moment}', zh: '{moment}的“{property}”' };

const RUN_WORDS: Record<RunMeasure, Words> = {
  live: { en: 'the number of runs in journey {journey}', zh: '旅程{journey}中进行中的次数' },
  entries: { en: 'the number of entries into journey {journey}', zh: '进入旅程{journey}的次数' },
  goals: { en: 'the number of goals reached in journey {journey}', zh: '在旅程{journey}中达成目标的次数' },
  last_entry: { en: 'the last entry into journey {journey}', zh: '最近一次进入旅程{journey}' },
  last_exit: { en: 'the last exit from journey {journey}', zh: '最近一次离开旅程{journey}' },
};

/** What a fact is called in a sentence. How it is compared says whether its window counts whole days. */
export function factInWords(
  { fact, is, value }: Comparison,
  names: Names,
  language: Language,
  tell: (rule: Comparison | Happening['where']) => string,
): string {
  const zh = language === 'zh';
  const said = (words: Words) => words[language];
  if (isHappening(fact)) {
    const told = fill(said(MEASURE_WORDS[fact.measure]), {
      event: eventName(fact, names, language),
      property: fact.property ?? '',
    });
    const moment = fact.measure === 'first' || fact.measure === 'last';
    const what = moment && fact.property ? fill(said(VALUE_THEN), { property: fact.property, moment: told }) : told;
    return `${what}${suffix(fact, is, value, language, tell)}`;
  }
  if ('sent' in fact) {
    const happening = happeningBehind(fact, { meanings: {} })!;
    const by = fact.channel === undefined ? '' : (names.channel?.(fact.channel)?.[language] ?? fact.channel);
    const of = fact.template === undefined ? '' : (names.template?.(fact.template)?.[language] ?? fact.template);
    const en = `${by && ` by ${by}`}${of && ` of template “${of}”`}`;
    const message = zh ? `${by}${of && `模板“${of}”的`}消息` : `message sent${en}`;
    const messages = zh ? `发送${message}的次数` : `the number of messages sent${en}`;
    const what = fact.sent === 'count' ? messages : zh ? `最近一次发送的${message}` : `the last ${message}`;
    return `${what}${windowWords({ ...happening, where: undefined }, is, value, language)}`;
  }
  if ('journey' in fact) {
    return fill(said(RUN_WORDS[fact.measure]), {
      journey: `“${names.journey?.(fact.journey)?.[language] ?? fact.journey}”`,
    });
  }
  if ('computed' in fact) return `“${names.computed?.(fact.computed)?.[language] ?? fact.computed}”`;
  if ('score' in fact)
    return zh ? `评分“${scoreName(fact, names, language)}”` : `the score “${scoreName(fact, names, language)}”`;
  if ('tasks' in fact) return zh ? '待办任务数' : 'the number of open tasks';
  if ('attribute' in fact) return zh ? `属性“${fact.attribute}”` : `“${fact.attribute}”`;
  if ('entry' in fact) return zh ? `起始事件的“${fact.entry}”` : `the starting event's “${fact.entry}”`;
  if ('property' in fact) return zh ? `事件属性“${fact.property}”` : `the event's “${fact.property}”`;
  if ('consent' in fact) {
    const channel = names.channel?.(fact.consent)?.[language] ?? fact.consent;
    return zh ? `${channel} 的“${fact.topic}”授权` : `consent to “${fact.topic}” by ${channel}`;
  }
  if ('seen' in fact)
    return fact.seen === 'first' ? (zh ? '首次出现' : 'the first visit') : zh ? '最近一次出现' : 'the last visit';
  if ('stage' in fact) return stageFact(fact, names, language);
  return '';
}

/** Whether something is so, said without "is yes": in a segment, tagged, was in a stage. Undefined for other facts. */
export function truthInWords({ fact, is, value }: Comparison, names: Names, language: Language): string | undefined {
  if (typeof value !== 'boolean' || (is !== 'eq' && is !== 'ne')) return undefined;
  const so = (is === 'eq') === value;
  const zh = language === 'zh';
  if ('segment' in fact) {
    const name = names.segment?.(fact.segment)?.[language] ?? fact.segment;
    return zh ? `${so ? '属于' : '不属于'}人群“${name}”` : `is ${so ? '' : 'not '}in segment “${name}”`;
  }
  if ('tag' in fact) {
    return zh ? `${so ? '有' : '没有'}标签“${fact.tag}”` : `${so ? 'has' : 'does not have'} the tag “${fact.tag}”`;
  }
  if (!('was' in fact)) return undefined;
  const stage = names.stage?.(fact.was, fact.model)?.[language] ?? fact.was;
  const model = fact.model === undefined ? '' : (names.model?.(fact.model)?.[language] ?? fact.model);
  const time = fact.within === undefined ? '' : duration(fact.within, language);
  if (zh) {
    const when = time && `最近 ${time}内`;
    return `${when}${so ? '曾处于' : '未曾处于'}${model && `“${model}”的`}“${stage}”阶段`;
  }
  const when = time && ` in the last ${time}`;
  return `was ${so ? '' : 'never '}in the stage ${stage}${model && ` of “${model}”`}${when}`;
}

/** What an event or a meaning is called. */
export function eventName(fact: Happening, names: Names, language: Language): string {
  return `“${'event' in fact ? fact.event : (names.meaning?.(fact.meaning)?.[language] ?? fact.meaning)}”`;
}

/** Which of its events count: those that pass the filter, those in the window. */
export function suffix(
  fact: Happening,
  is: Comparison['is'],
  value: Comparison['value'],
  language: Language,
  tell: (rule: Happening['where']) => string,
): string {
  const where = fact.where && tell(fact.where);
  const filter = where === undefined ? '' : language === 'zh' ? `（${where}）` : ` where ${where}`;
  return `${filter}${windowWords(fact, is, value, language)}`;
}

function windowWords(fact: Happening, is: Comparison['is'], value: Comparison['value'], language: Language): string {
  const { measure, within } = fact;
  if (within === undefined) return '';
  const zh = language === 'zh';
  const exact = measure === 'last' || isExact(fact, is, value);
  if (exact) return zh ? `（最近 ${duration(within, language)}内）` : ` in the last ${duration(within, language)}`;
  if (parseDuration(within) === undefined) return '';
  const days = daysOf(within);
  return zh
    ? `（最近 ${days} 个自然日内，含今天）`
    : ` in the last ${days} whole day${days === 1 ? '' : 's'}, today included`;
}

const duration = (text: string, language: Language): string =>
  parseDuration(text) === undefined ? '…' : durationInWords(text)[language];

function scoreName({ score }: { score: string }, names: Names, language: Language): string {
  return names.score?.(score)?.[language] ?? score;
}

function stageFact(fact: Extract<Fact, { stage: string }>, names: Names, language: Language): string {
  const zh = language === 'zh';
  const model = fact.model === undefined ? '' : (names.model?.(fact.model)?.[language] ?? fact.model);
  const [zhOf, enOf] = [model && `“${model}”的`, model && ` of “${model}”`];
  if (fact.stage === 'current') return zh ? `${zhOf}阶段` : `the stage${enOf}`;
  if (fact.stage === 'previous') return zh ? `${zhOf}上一阶段` : `the stage before${enOf}`;
  return zh ? `进入${zhOf}当前阶段的时间` : `the last change of stage${enOf}`;
}

const fill = (template: string, given: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (_, key: string) => given[key] ?? '');
