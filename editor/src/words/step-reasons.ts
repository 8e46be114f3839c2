import type { Words } from '@sojourn/rules';

/** Why a step went as it did. What stands in braces is filled in. */
export const REASON_WORDS = {
  event: { en: 'event {event}', zh: '发生事件 {event}' },
  stage: { en: 'stage: {stage}', zh: '当前阶段：{stage}' },
  set: { en: '{name} = {value}', zh: '{name} = {value}' },
  receipt: { en: '{outcome}: {why}', zh: '{outcome}：{why}' },
  timeout: { en: 'the time was over', zh: '等待时间到' },
} as const satisfies Record<string, Words>;
