import { offer } from './letters.js';

export const WIN_BACK_LETTERS = [
  offer(
    'whats-new',
    { en: 'What we improved', zh: '我们改进了什么' },
    {
      subject: 'What is different now',
      text: [
        'parcels leave the same day now, tea comes in smaller packs, and returns take one tap. You told us; we listened.',
      ],
    },
    { subject: '我们改进了什么', text: ['现在当天发货，茶叶有了小包装，退货一键完成。您的意见，我们都记下了。'] },
  ),
  offer(
    'letter',
    { en: 'A personal letter', zh: '一封亲笔信' },
    {
      subject: 'We have not seen you for a while',
      text: [
        'it has been three months. Nothing to sell in this letter: I would like to know whether we did something wrong.',
        'One line back is enough, I read every answer myself. Lin, who packs your orders',
      ],
    },
    {
      subject: '好久不见',
      text: [
        '三个月没见到您了。这封信不卖东西，只想知道是不是我们哪里没做好。',
        '回一句话就好，每封回信我都会看。为您打包的小林',
      ],
    },
  ),
  offer(
    'gift',
    { en: 'Welcome-back gift', zh: '回归礼包' },
    {
      subject: 'A gift, should you come back',
      text: ['15 % off and a little something in the parcel, for 15 days. It is in your account already.'],
    },
    { subject: '为您准备的回归礼包', text: ['全单 85 折，另附一份小礼，15 天内有效，已放进您的账户。'] },
  ),
  offer(
    'gift-ends-soon',
    { en: 'Gift ends in 72 hours', zh: '礼包 72 小时后失效' },
    {
      subject: 'Your gift ends in 72 hours',
      text: ['after that we put it back on the shelf. No further reminder will come.'],
    },
    { subject: '礼包 72 小时后失效', text: ['到期后礼包将收回，我们不会再打扰您。'] },
  ),
  offer(
    'welcome-back',
    { en: 'Good to see you', zh: '欢迎回来' },
    { subject: 'Good to see you again', text: ['thank you for coming back. Your next order earns double points.'] },
    { subject: '欢迎回来', text: ['谢谢您回来！下一单积分翻倍。'] },
  ),
];
