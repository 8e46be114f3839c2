import type { Rule } from '@sojourn/rules';
import { awaiting, drawing, onward, type Card } from './drawing.js';
import type { GalleryJourney } from './gallery.js';
import { RETENTION_LETTERS } from './retention.letters.js';

const unhappy: Rule = {
  any: [
    { fact: { meaning: 'complaint', measure: 'last' }, is: 'within', value: '14d' },
    { fact: { meaning: 'refund', measure: 'last' }, is: 'within', value: '14d' },
  ],
};
const stillComes: Rule = { fact: { meaning: 'activity', measure: 'last' }, is: 'within', value: '14d' };
const order = (timeout: string) => awaiting('order_completed', timeout);

// Every wait listens to the next order: it ends this run, and in the same moment begins the run of that order.
const cards = (mail: (key: string) => Record<string, unknown>): Card[] => [
  {
    id: 'ordered',
    type: 'event-trigger',
    at: [1, 0],
    name: { en: 'Order paid', zh: '支付成功' },
    settings: { event: 'order_completed' },
  },
  {
    id: 'thanks',
    type: 'send-email',
    at: [1, 1],
    name: { en: 'Thank you', zh: '感谢下单' },
    settings: { ...mail('order-thanks'), topic: 'transactional' },
  },
  {
    id: 'order_72h',
    type: 'wait-event',
    at: [1, 2],
    name: { en: 'Another order within 72 hours?', zh: '72 小时内复购？' },
    settings: order('72h'),
  },
  {
    id: 'end_72h',
    type: 'end',
    at: [0, 3],
    name: { en: '72-hour repurchase', zh: '72 小时复购' },
    result: { en: '72-hour repurchase', zh: '72 小时复购' },
  },
  {
    id: 'order_parcel',
    type: 'wait-event',
    at: [1, 3],
    name: { en: 'While the parcel travels', zh: '等待收货' },
    settings: order('9d'),
  },
  {
    id: 'unhappy',
    type: 'if-else',
    at: [1, 4],
    name: { en: 'Complaint or refund?', zh: '有投诉或退款？' },
    settings: { rule: unhappy },
  },
  {
    id: 'care',
    type: 'set-attribute',
    at: [2, 5],
    name: { en: 'Hand to customer care', zh: '转客服跟进' },
    settings: { attribute: 'care', value: 'call' },
  },
  {
    id: 'end_care',
    type: 'end',
    at: [2, 6],
    name: { en: 'No selling', zh: '不再营销' },
    result: { en: 'handed to care', zh: '转客服' },
  },
  {
    id: 'how_was_it',
    type: 'send-email',
    at: [1, 5],
    name: { en: 'How was it?', zh: '邀请评价' },
    settings: { ...mail('how-was-it'), notAfter: '3d' },
  },
  {
    id: 'order_review',
    type: 'wait-event',
    at: [1, 6],
    name: { en: 'Order within three days?', zh: '3 天内复购？' },
    settings: order('3d'),
  },
  { id: 'by_stage', type: 'stage-split', at: [1, 7], name: { en: 'Which stage?', zh: '按阶段分流' } },
  {
    id: 'second_order',
    type: 'send-email',
    at: [0, 8],
    name: { en: 'Gift for the second order', zh: '第二单礼' },
    settings: mail('second-order'),
  },
  {
    id: 'new_for_you',
    type: 'send-email',
    at: [1, 8],
    name: { en: 'New in the shop', zh: '新品推荐' },
    settings: mail('new-for-you'),
  },
  {
    id: 'order_refill',
    type: 'wait-event',
    at: [1, 9],
    name: { en: 'Order before it runs out?', zh: '用完之前复购？' },
    settings: order('16d'),
  },
  {
    id: 'restock',
    type: 'send-email',
    at: [1, 10],
    name: { en: 'Time to restock', zh: '该补货了' },
    settings: { ...mail('restock'), notAfter: '5d' },
  },
  {
    id: 'order_restock',
    type: 'wait-event',
    at: [1, 11],
    name: { en: 'Order within a week?', zh: '7 天内复购？' },
    settings: order('7d'),
  },
  {
    id: 'still_comes',
    type: 'if-else',
    at: [1, 12],
    name: { en: 'Still visits?', zh: '近两周仍活跃？' },
    settings: { rule: stillComes },
  },
  {
    id: 'end_rest',
    type: 'end',
    at: [0, 13],
    name: { en: 'Active, no order', zh: '活跃未复购' },
    result: { en: 'active, no order', zh: '活跃未复购' },
  },
  {
    id: 'watch',
    type: 'set-attribute',
    at: [2, 13],
    name: { en: 'Mark: may leave', zh: '标记：流失预警' },
    settings: { attribute: 'churn_risk', value: 'watch' },
  },
  {
    id: 'end_watch',
    type: 'end',
    at: [2, 14],
    name: { en: 'May leave', zh: '流失预警' },
    result: { en: 'may leave', zh: '流失预警' },
  },
  {
    id: 'end_again',
    type: 'end',
    at: [-1, 9],
    name: { en: 'Ordered again', zh: '已复购' },
    result: { en: 'ordered again', zh: '已复购' },
  },
];

// Nobody is in another stage two weeks after an order: those ports stay open and simply end the run.
const edges = [
  'ordered.next > thanks',
  ...onward('thanks', 'order_72h'),
  'order_72h.happened > end_72h',
  'order_72h.timeout > order_parcel',
  'order_parcel.happened > end_again',
  'order_parcel.timeout > unhappy',
  'unhappy.yes > care',
  'care.next > end_care',
  'unhappy.no > how_was_it',
  ...onward('how_was_it', 'order_review'),
  'order_review.happened > end_again',
  'order_review.timeout > by_stage',
  'by_stage.growth > second_order',
  'by_stage.mature > new_for_you',
  ...onward('second_order', 'order_refill'),
  ...onward('new_for_you', 'order_refill'),
  'order_refill.happened > end_again',
  'order_refill.timeout > restock',
  ...onward('restock', 'order_restock'),
  'order_restock.happened > end_again',
  'order_restock.timeout > still_comes',
  'still_comes.yes > end_rest',
  'still_comes.no > watch',
  'watch.next > end_watch',
];

/** ② 留存: from one order to the next. Needs a model with the stages of the e-commerce preset. */
export const retention: GalleryJourney = {
  id: 'retention',
  name: { en: 'Retention', zh: '复购与留存' },
  about: {
    en: 'Accompanies every order: thanks, a word after the parcel, an idea that fits the stage, and a reminder when supplies run out.',
    zh: '陪伴每一单：感谢、收货后回访、按阶段推荐，并在该补货时提醒。',
  },
  templates: RETENTION_LETTERS,
  draw: (language, template) =>
    drawing(language, {
      name: retention.name,
      reentry: { rule: 'after_exit' },
      cards: cards((key) => ({ template: template(key), topic: 'marketing' })),
      edges,
    }),
};
