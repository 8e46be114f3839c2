import type { Meanings, Words } from '@sojourn/rules';

/**
 * What an event can mean to the product (事件含义). Stage models, presets, templates and metrics speak of meanings only;
 * each shop maps its own event names to them. `names` are the usual spellings, offered when such an event is first seen.
 */
export const MEANINGS: readonly { id: string; name: Words; names: readonly string[] }[] = [
  {
    id: 'registration',
    name: { en: 'Registration', zh: '注册' },
    names: ['signed_up', 'sign_up', 'register', 'registered', 'Signed Up', 'user_registered'],
  },
  {
    id: 'activity',
    name: { en: 'Activity', zh: '活跃行为' },
    names: ['app_opened', 'session_started', 'signed_in', 'login', 'page_viewed', 'Application Opened', 'Signed In'],
  },
  {
    id: 'activation',
    name: { en: 'Key action done', zh: '完成关键行为' },
    names: ['activated', 'key_action_done', 'profile_completed'],
  },
  {
    id: 'order',
    name: { en: 'Order paid', zh: '支付订单' },
    names: ['order_completed', 'pay_success', 'purchase', 'Order Completed', 'order_paid'],
  },
  { id: 'refund', name: { en: 'Refund', zh: '退款' }, names: ['order_refunded', 'refund_success', 'Order Refunded'] },
  {
    id: 'cart',
    name: { en: 'Added to cart', zh: '加入购物车' },
    names: ['product_added', 'add_to_cart', 'Product Added'],
  },
  {
    id: 'view',
    name: { en: 'Product viewed', zh: '浏览商品' },
    names: ['product_viewed', 'view_item', 'Product Viewed'],
  },
  { id: 'review', name: { en: 'Review', zh: '评价' }, names: ['product_reviewed', 'Product Reviewed'] },
  { id: 'share', name: { en: 'Share', zh: '分享' }, names: ['product_shared', 'Product Shared'] },
  { id: 'complaint', name: { en: 'Complaint', zh: '投诉' }, names: ['complaint_opened'] },
  { id: 'membership', name: { en: 'Membership', zh: '付费会员' }, names: ['membership_started', 'membership_renewed'] },
  { id: 'referral', name: { en: 'Referral accepted', zh: '邀请成功' }, names: ['referral_accepted'] },
  { id: 'survey_answer', name: { en: 'Survey answer', zh: '问卷回答' }, names: ['survey_answered'] },
];

/** The mapping a new workspace starts with: every meaning to its usual spellings. */
export function usualMeanings(): Meanings {
  return Object.fromEntries(MEANINGS.map(({ id, names }) => [id, [...names]]));
}

/**
 * Meanings in which others count too: whatever maps to registration, an order, a view … is activity as well. Our own
 * sends never are.
 */
export function withActivity(meanings: Meanings): Meanings {
  const active = [
    'activity',
    'registration',
    'activation',
    'order',
    'cart',
    'view',
    'review',
    'share',
    'survey_answer',
  ];
  const names = new Set(active.flatMap((meaning) => meanings[meaning] ?? []));
  return { ...meanings, activity: [...names] };
}
