import type { Comparison, Rule } from '@sojourn/rules';
import type { StageModel } from './stage-model.js';

const last = (meaning: string, is: Comparison['is'], value: string): Comparison => ({
  fact: { meaning, measure: 'last' },
  is,
  value,
});
const count = (meaning: string, is: Comparison['is'], value: number): Comparison => ({
  fact: { meaning, measure: 'count' },
  is,
  value,
});
const registered: Rule = count('registration', 'gte', 1);
const activated: Rule = count('activation', 'gte', 1);
const registeredAgo = (is: 'within' | 'longer_ago', value: string): Rule => ({
  fact: { meaning: 'registration', measure: 'first' },
  is,
  value,
});

/** 通用五阶段模型: potential, new, active, silent, churned, by registration and activity. */
export const GENERAL_MODEL: StageModel = {
  format: 1,
  id: 'general',
  name: { en: 'Five stages (general)', zh: '通用五阶段模型' },
  stages: [
    { id: 'potential', name: { en: 'Potential', zh: '潜在用户' }, rule: count('registration', 'eq', 0) },
    {
      id: 'new',
      name: { en: 'New', zh: '新用户' },
      rule: {
        all: [
          registered,
          last('activity', 'within', '30d'),
          { any: [registeredAgo('within', '14d'), { not: activated }] },
        ],
      },
    },
    {
      id: 'active',
      name: { en: 'Active', zh: '活跃用户' },
      rule: { all: [registeredAgo('longer_ago', '14d'), activated, last('activity', 'within', '30d')] },
    },
    {
      id: 'silent',
      name: { en: 'Silent', zh: '沉默用户' },
      rule: { all: [registered, last('activity', 'longer_ago', '30d')] },
    },
    {
      id: 'churned',
      name: { en: 'Churned', zh: '流失用户' },
      rule: { all: [registered, last('activity', 'longer_ago', '90d')] },
    },
  ],
  evaluation: ['churned', 'silent', 'new', 'active', 'potential'],
};

const ecommerceStages = (churned: Rule): StageModel['stages'] => [
  { id: 'novice', name: { en: 'Novice', zh: '新手期' }, rule: count('order', 'eq', 0) },
  {
    id: 'growth',
    name: { en: 'Growth', zh: '成长期' },
    rule: { all: [count('order', 'eq', 1), last('order', 'within', '60d')] },
  },
  {
    id: 'mature',
    name: { en: 'Mature', zh: '成熟期' },
    rule: { all: [count('order', 'gte', 2), last('order', 'within', '60d')] },
  },
  {
    id: 'silent',
    name: { en: 'Silent', zh: '沉默期' },
    rule: { all: [count('order', 'gte', 1), last('order', 'longer_ago', '60d')] },
  },
  { id: 'churned', name: { en: 'Churned', zh: '流失期' }, rule: churned },
];
const ecommerceEvaluation = ['churned', 'silent', 'mature', 'growth', 'novice'];

/** 电商五时期模型: novice, growth, mature, silent by orders; churned after 90 days without a visit. */
export const ECOMMERCE_MODEL: StageModel = {
  format: 1,
  id: 'ecommerce',
  name: { en: 'Five periods (e-commerce)', zh: '电商五时期模型' },
  stages: ecommerceStages(last('activity', 'longer_ago', '90d')),
  evaluation: ecommerceEvaluation,
};

/** The e-commerce model where only orders are known: churned 120 days after the last order, or after being first seen. */
export const ORDERS_ONLY_MODEL: StageModel = {
  format: 1,
  id: 'orders-only',
  name: { en: 'Five periods (orders only)', zh: '电商五时期模型（仅订单）' },
  stages: ecommerceStages({
    any: [
      last('order', 'longer_ago', '120d'),
      { all: [count('order', 'eq', 0), { fact: { seen: 'first' }, is: 'longer_ago', value: '120d' }] },
    ],
  }),
  evaluation: ecommerceEvaluation,
  meanings: { order: ['order_completed'] },
};

/** The models a workspace can start from. */
export const PRESETS: readonly StageModel[] = [GENERAL_MODEL, ECOMMERCE_MODEL, ORDERS_ONLY_MODEL];
