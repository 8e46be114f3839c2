import type { Operator } from '@sojourn/rules';
import type { Words } from '@sojourn/rules';

/** What a comparison looks at. `{name}` is the event, meaning, attribute or property it names. */
export const FACT_WORDS = {
  attribute: { en: '{name}', zh: '{name} ' },
  property: { en: 'event property {name}', zh: '事件属性 {name} ' },
  entry: { en: '{name} of the event that started it', zh: '触发事件的 {name} ' },
  count: { en: 'times “{name}” happened', zh: '“{name}”的次数' },
  sum: { en: 'total {property} of “{name}”', zh: '“{name}”的 {property} 合计' },
  first: { en: 'first “{name}”', zh: '首次“{name}”' },
  last: { en: 'last “{name}”', zh: '最近一次“{name}”' },
  stage_current: { en: 'lifecycle stage', zh: '生命周期阶段' },
  stage_previous: { en: 'previous stage', zh: '上一阶段' },
  stage_since: { en: 'start of the current stage', zh: '进入当前阶段的时间' },
  consent: { en: 'consent to {topic} by {name}', zh: '{name}渠道的“{topic}”授权' },
  seen_first: { en: 'first seen', zh: '首次出现' },
  seen_last: { en: 'last seen', zh: '最近出现' },
} as const satisfies Record<string, Words>;

/** A whole comparison. `{fact}` and `{value}` are filled in. */
export const OPERATOR_WORDS: Readonly<Record<Operator, Words>> = {
  eq: { en: '{fact} is {value}', zh: '{fact}为 {value}' },
  ne: { en: '{fact} is not {value}', zh: '{fact}不为 {value}' },
  lt: { en: '{fact} is below {value}', zh: '{fact}小于 {value}' },
  lte: { en: '{fact} is at most {value}', zh: '{fact}不超过 {value}' },
  gt: { en: '{fact} is above {value}', zh: '{fact}大于 {value}' },
  gte: { en: '{fact} is at least {value}', zh: '{fact}至少 {value}' },
  in: { en: '{fact} is {value}', zh: '{fact}为 {value}' },
  not_in: { en: '{fact} is none of {value}', zh: '{fact}不为 {value}' },
  contains: { en: '{fact} contains {value}', zh: '{fact}包含 {value}' },
  starts_with: { en: '{fact} starts with {value}', zh: '{fact}以 {value} 开头' },
  known: { en: '{fact} is known', zh: '{fact}已知' },
  unknown: { en: '{fact} is unknown', zh: '{fact}未知' },
  within: { en: '{fact} less than {value} ago', zh: '{fact}距今不足 {value}' },
  longer_ago: { en: '{fact} {value} ago or longer', zh: '{fact}距今已满 {value}' },
  before: { en: '{fact} before {value}', zh: '{fact}早于 {value}' },
  after: { en: '{fact} on or after {value}', zh: '{fact}不早于 {value}' },
};

/** How often something happened, where that reads better than a number compared. `{what}` is the event's name. */
export const COUNT_WORDS = {
  never: { en: '“{name}” never happened', zh: '从未发生“{name}”' },
  ever: { en: '“{name}” happened', zh: '发生过“{name}”' },
  exactly: { en: '“{name}” happened exactly {value} times', zh: '“{name}”恰好发生 {value} 次' },
  once: { en: '“{name}” happened exactly once', zh: '“{name}”恰好发生 1 次' },
  least: { en: '“{name}” happened at least {value} times', zh: '“{name}”至少发生 {value} 次' },
  most: { en: '“{name}” happened at most {value} times', zh: '“{name}”最多发生 {value} 次' },
} as const satisfies Record<string, Words>;

/** How parts of a rule are joined, and values written. */
export const JOIN_WORDS = {
  all: { en: ' and ', zh: '，且' },
  any: { en: ' or ', zh: '，或' },
  open: { en: '(', zh: '（' },
  close: { en: ')', zh: '）' },
  not: { en: 'not: ', zh: '不满足：' },
  always: { en: 'always', zh: '始终成立' },
  never: { en: 'never', zh: '始终不成立' },
  list: { en: ' or ', zh: '或' },
  yes: { en: 'yes', zh: '是' },
  no: { en: 'no', zh: '否' },
  unknown: { en: 'unknown', zh: '未知' },
} as const satisfies Record<string, Words>;
