import type { Rule } from '@sojourn/rules';
import { awaiting, drawing, onward, type Card } from './drawing.js';
import type { GalleryJourney } from './gallery.js';
import { ONBOARDING_LETTERS } from './onboarding.letters.js';

const hasOrdered: Rule = { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 1 };
const lookedAround: Rule = { fact: { meaning: 'view', measure: 'count' }, is: 'gte', value: 3 };

const cards = (mail: (key: string) => Record<string, unknown>): Card[] => [
  {
    id: 'registered',
    type: 'event-trigger',
    at: [1, 0],
    name: { en: 'Registered', zh: '完成注册' },
    settings: { event: 'registered' },
  },
  {
    id: 'welcome',
    type: 'send-email',
    at: [1, 1],
    name: { en: 'Welcome', zh: '欢迎邮件' },
    settings: { ...mail('welcome'), topic: 'transactional' },
  },
  {
    id: 'first_look',
    type: 'wait-event',
    at: [1, 2],
    name: { en: 'Something in the cart within a day?', zh: '24 小时内加购？' },
    settings: awaiting('product_added', '24h'),
  },
  {
    id: 'guide',
    type: 'send-email',
    at: [2, 3],
    name: { en: 'How it works', zh: '新手指引' },
    settings: mail('guide'),
  },
  {
    id: 'second_look',
    type: 'wait-event',
    at: [2, 4],
    name: { en: 'Within two more days?', zh: '再等 48 小时加购？' },
    settings: awaiting('product_added', '48h'),
  },
  {
    id: 'started',
    type: 'set-attribute',
    at: [0, 3],
    name: { en: 'Mark: has begun', zh: '标记：已激活' },
    settings: { attribute: 'onboarding', value: 'started' },
  },
  {
    id: 'order_soon',
    type: 'wait-event',
    at: [0, 4],
    name: { en: 'Order within two hours?', zh: '2 小时内下单？' },
    settings: awaiting('order_completed', '2h'),
  },
  {
    id: 'cart',
    type: 'send-email',
    at: [0, 5],
    name: { en: 'Your cart is still here', zh: '购物车还在' },
    settings: { ...mail('cart'), notAfter: '20h' },
  },
  {
    id: 'order_today',
    type: 'wait-event',
    at: [0, 6],
    name: { en: 'Order within a day?', zh: '22 小时内下单？' },
    settings: awaiting('order_completed', '22h'),
  },
  {
    id: 'bought_already',
    type: 'if-else',
    at: [1, 7],
    name: { en: 'Bought already?', zh: '已有订单？' },
    settings: { rule: hasOrdered },
  },
  { id: 'picks', type: 'send-email', at: [1, 8], name: { en: 'Our picks', zh: '精选推荐' }, settings: mail('picks') },
  {
    id: 'order_week',
    type: 'wait-event',
    at: [1, 9],
    name: { en: 'Order within three days?', zh: '3 天内下单？' },
    settings: awaiting('order_completed', '3d'),
  },
  {
    id: 'gift_ends',
    type: 'send-email',
    at: [1, 10],
    name: { en: 'Gift ends tomorrow', zh: '新人礼明天到期' },
    settings: { ...mail('gift-ends'), notAfter: '18h' },
  },
  {
    id: 'order_last',
    type: 'wait-event',
    at: [1, 11],
    name: { en: 'Order on the last day?', zh: '最后一天下单？' },
    settings: awaiting('order_completed', '24h'),
  },
  {
    id: 'potential',
    type: 'if-else',
    at: [1, 12],
    name: { en: 'Looked at three or more?', zh: '浏览过 3 件以上？' },
    settings: { rule: lookedAround },
  },
  {
    id: 'high',
    type: 'set-attribute',
    at: [0, 13],
    name: { en: 'Mark: high potential', zh: '标记：高潜' },
    settings: { attribute: 'potential', value: 'high' },
  },
  {
    id: 'end_high',
    type: 'end',
    at: [0, 14],
    name: { en: 'Interested, no order', zh: '高潜未购' },
    result: { en: 'interested, no order', zh: '高潜未购' },
  },
  {
    id: 'end_none',
    type: 'end',
    at: [2, 13],
    name: { en: 'Not activated', zh: '未激活' },
    result: { en: 'not activated', zh: '未激活' },
  },
  {
    id: 'bought',
    type: 'set-attribute',
    at: [-1, 8],
    name: { en: 'Mark: first order', zh: '标记：已首单' },
    settings: { attribute: 'onboarding', value: 'first_order' },
  },
  {
    id: 'end_bought',
    type: 'end',
    at: [-1, 9],
    name: { en: 'First order', zh: '首单达成' },
    result: { en: 'first order', zh: '首单达成' },
  },
];

const edges = [
  'registered.next > welcome',
  ...onward('welcome', 'first_look'),
  'first_look.happened > started',
  'first_look.timeout > guide',
  ...onward('guide', 'second_look'),
  'second_look.happened > started',
  'second_look.timeout > bought_already',
  'started.next > order_soon',
  'order_soon.happened > bought',
  'order_soon.timeout > cart',
  ...onward('cart', 'order_today'),
  'order_today.happened > bought',
  'order_today.timeout > bought_already',
  'bought_already.yes > bought',
  'bought_already.no > picks',
  ...onward('picks', 'order_week'),
  'order_week.happened > bought',
  'order_week.timeout > gift_ends',
  ...onward('gift_ends', 'order_last'),
  'order_last.happened > bought',
  'order_last.timeout > potential',
  'potential.yes > high',
  'potential.no > end_none',
  'high.next > end_high',
  'bought.next > end_bought',
];

/** ① 新手引导: from registration to the first order, and a word on why not. */
export const onboarding: GalleryJourney = {
  id: 'onboarding',
  name: { en: 'Onboarding', zh: '新手引导' },
  about: {
    en: 'Welcomes who registers, shows the way to a first cart, and reminds of the welcome gift until the first order.',
    zh: '欢迎新注册用户，引导首次加购，并在首单前提醒新人礼。',
  },
  templates: ONBOARDING_LETTERS,
  draw: (language, template) =>
    drawing(language, {
      name: onboarding.name,
      reentry: { rule: 'once' },
      cards: cards((key) => ({ template: template(key), topic: 'marketing' })),
      edges,
    }),
};
