import { notice, offer } from './letters.js';

export const RETENTION_LETTERS = [
  notice(
    'order-thanks',
    { en: 'Thank you for your order', zh: '感谢下单' },
    {
      subject: 'We have your order {{ event.order_id }}',
      text: [
        'thank you! We received ¥{{ event.amount | divided_by: 100.0 }} and are packing your order {{ event.order_id }}.',
      ],
    },
    {
      subject: '已收到您的订单 {{ event.order_id }}',
      text: ['感谢您的支持！我们已收到 ¥{{ event.amount | divided_by: 100.0 }}，订单 {{ event.order_id }} 正在打包。'],
    },
  ),
  offer(
    'how-was-it',
    { en: 'How was it?', zh: '邀请评价' },
    {
      subject: 'Did everything arrive well?',
      text: [
        'your parcel should be with you by now. Tell us in a line how it was; a photo earns 50 points.',
        'If something is wrong, answer this mail and a person takes care of it.',
      ],
    },
    {
      subject: '包裹还满意吗？',
      text: [
        '您的包裹应该已经到了。写一句评价告诉我们，晒图可得 50 积分。',
        '如有任何问题，直接回复本邮件，会有专人为您处理。',
      ],
    },
  ),
  offer(
    'second-order',
    { en: 'Gift for the second order', zh: '第二单礼' },
    {
      subject: 'A gift for your second order',
      text: ['the second order is where we thank you: ¥15 off, for the next 14 days.'],
    },
    { subject: '您的第二单礼', text: ['第二单我们想好好谢谢您：立减 ¥15，14 天内有效。'] },
  ),
  offer(
    'new-for-you',
    { en: 'New in the shop', zh: '新品推荐' },
    {
      subject: 'New this week',
      text: [
        'white peony from this spring is in, and the celadon pot comes in a second size. Regulars see it two days before everybody else.',
      ],
    },
    { subject: '本周上新', text: ['今春白牡丹到货，青瓷茶壶新增一款容量。老顾客可提前两天选购。'] },
  ),
  offer(
    'restock',
    { en: 'Time to restock', zh: '该补货了' },
    {
      subject: 'Running low?',
      text: ['a month has passed since your last order. What you bought is one click away in "my orders".'],
    },
    { subject: '该补货了', text: ['距离上次下单已近一个月。在“我的订单”里一键即可再次购买。'] },
  ),
];
