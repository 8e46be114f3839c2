import type { Words } from '@sojourn/rules';

/** The key under which a profile's RFM class stands beside its stages. */
export const RFM = 'rfm';

/**
 * The eight classes of recency, frequency and monetary value (SCORE-1), and who has not bought within the window. High (H)
 * or low (L) in the order R, F, M: 重要 is high in M, 一般 low.
 */
export const RFM_CLASSES: readonly { id: string; levels?: string; name: Words }[] = [
  { id: 'champions', levels: 'HHH', name: { en: 'Champions', zh: '重要价值客户' } },
  { id: 'develop', levels: 'HLH', name: { en: 'Develop', zh: '重要发展客户' } },
  { id: 'keep', levels: 'LHH', name: { en: 'Keep', zh: '重要保持客户' } },
  { id: 'rescue', levels: 'LLH', name: { en: 'Rescue', zh: '重要挽留客户' } },
  { id: 'general_value', levels: 'HHL', name: { en: 'General value', zh: '一般价值客户' } },
  { id: 'general_develop', levels: 'HLL', name: { en: 'General develop', zh: '一般发展客户' } },
  { id: 'general_keep', levels: 'LHL', name: { en: 'General keep', zh: '一般保持客户' } },
  { id: 'general_rescue', levels: 'LLL', name: { en: 'General rescue', zh: '一般挽留客户' } },
  { id: 'no_purchase', name: { en: 'No purchase', zh: '无消费' } },
];
