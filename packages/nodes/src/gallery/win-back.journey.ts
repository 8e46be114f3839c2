import type { Rule } from '@sojourn/rules';
import { awaiting, drawing, onward, type Card } from './drawing.js';
import type { GalleryJourney } from './gallery.js';
import { WIN_BACK_LETTERS } from './win-back.letters.js';

const cameAgain: Rule = { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 };
const order = (timeout: string) => awaiting('order_completed', timeout);

const cards = (mail: (key: string) => Record<string, unknown>): Card[] => [
  {
    id: 'churned',
    type: 'stage-trigger',
    at: [1, 0],
    name: { en: 'A customer is lost', zh: '进入流失期' },
    settings: { from: ['growth', 'mature', 'silent'], to: ['churned'] },
  },
  {
    id: 'worth',
    type: 'if-else',
    at: [1, 1],
    name: { en: 'Two orders or more?', zh: '曾下单两次以上？' },
    settings: { rule: cameAgain },
  },
  {
    id: 'whats_new',
    type: 'send-email',
    at: [2, 2],
    name: { en: 'What we improved', zh: '我们改进了什么' },
    settings: mail('whats-new'),
  },
  {
    id: 'visit_once',
    type: 'wait-event',
    at: [2, 3],
    name: { en: 'A visit within two weeks?', zh: '两周内回访？' },
    settings: awaiting('app_opened', '14d'),
  },
  {
    id: 'end_visit',
    type: 'end',
    at: [2, 4],
    name: { en: 'Came to look', zh: '已回访' },
    result: { en: 'visited', zh: '已回访' },
  },
  {
    id: 'end_one',
    type: 'end',
    at: [3, 4],
    name: { en: 'No answer', zh: '未回应' },
    result: { en: 'no answer', zh: '未回应' },
  },
  {
    id: 'letter',
    type: 'send-email',
    at: [1, 2],
    name: { en: 'A personal letter', zh: '一封亲笔信' },
    settings: mail('letter'),
  },
  {
    id: 'visit',
    type: 'wait-event',
    at: [1, 3],
    name: { en: 'A visit within five days?', zh: '5 天内回访？' },
    settings: awaiting('app_opened', '5d'),
  },
  {
    id: 'order_visit',
    type: 'wait-event',
    at: [0, 4],
    name: { en: 'Order within a day?', zh: '24 小时内下单？' },
    settings: order('24h'),
  },
  {
    id: 'gift',
    type: 'send-email',
    at: [1, 5],
    name: { en: 'Welcome-back gift', zh: '回归礼包' },
    settings: mail('gift'),
  },
  {
    id: 'order_gift',
    type: 'wait-event',
    at: [1, 6],
    name: { en: 'Order within a week?', zh: '7 天内下单？' },
    settings: order('7d'),
  },
  {
    id: 'gift_ends',
    type: 'send-email',
    at: [1, 7],
    name: { en: 'Gift ends in 72 hours', zh: '礼包 72 小时后失效' },
    settings: { ...mail('gift-ends-soon'), notAfter: '36h' },
  },
  {
    id: 'order_last',
    type: 'wait-event',
    at: [1, 8],
    name: { en: 'Order within 72 hours?', zh: '72 小时内下单？' },
    settings: order('72h'),
  },
  {
    id: 'reached',
    type: 'set-attribute',
    at: [1, 9],
    name: { en: 'Mark: we tried', zh: '标记：流失已触达' },
    settings: { attribute: 'win_back', value: 'reached' },
  },
  {
    id: 'end_lost',
    type: 'end',
    at: [1, 10],
    name: { en: 'Not won back', zh: '未挽回' },
    result: { en: 'not won back', zh: '未挽回' },
  },
  {
    id: 'thanks',
    type: 'send-email',
    at: [-1, 8],
    name: { en: 'Good to see you', zh: '欢迎回来' },
    settings: mail('welcome-back'),
  },
  {
    id: 'returned',
    type: 'set-attribute',
    at: [-1, 9],
    name: { en: 'Mark: came back', zh: '标记：已挽回' },
    settings: { attribute: 'win_back', value: 'returned' },
  },
  {
    id: 'end_back',
    type: 'end',
    at: [-1, 10],
    name: { en: 'Won back', zh: '已挽回' },
    result: { en: 'won back', zh: '已挽回' },
  },
];

const edges = [
  'churned.next > worth',
  'worth.yes > letter',
  'worth.no > whats_new',
  ...onward('whats_new', 'visit_once'),
  'visit_once.happened > end_visit',
  'visit_once.timeout > end_one',
  ...onward('letter', 'visit'),
  'visit.happened > order_visit',
  'visit.timeout > gift',
  'order_visit.happened > thanks',
  'order_visit.timeout > gift',
  ...onward('gift', 'order_gift'),
  'order_gift.happened > thanks',
  'order_gift.timeout > gift_ends',
  ...onward('gift_ends', 'order_last'),
  'order_last.happened > thanks',
  'order_last.timeout > reached',
  'reached.next > end_lost',
  ...onward('thanks', 'returned'),
  'returned.next > end_back',
];

/** ③ 流失挽回: a letter first, a gift for those who do not come by themselves. Needs the stages of the e-commerce preset. */
export const winBack: GalleryJourney = {
  id: 'win-back',
  name: { en: 'Win-back', zh: '流失挽回' },
  about: {
    en: 'Writes to customers who stopped coming: a letter, then a gift with an end; one mail only to those who bought once.',
    zh: '联系已流失的顾客：先写信，再送限时礼包；只买过一次的仅发一封。',
  },
  templates: WIN_BACK_LETTERS,
  draw: (language, template) =>
    drawing(language, {
      name: winBack.name,
      reentry: { rule: 'after', period: '180d', from: 'entry', lifetime: 3 },
      cards: cards((key) => ({ template: template(key), topic: 'marketing' })),
      edges,
    }),
};
