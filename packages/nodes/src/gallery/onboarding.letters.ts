import { notice, offer } from './letters.js';

export const ONBOARDING_LETTERS = [
  notice(
    'welcome',
    { en: 'Welcome', zh: '欢迎邮件' },
    {
      subject: 'Welcome to {{ workspace.name }}',
      text: [
        'your account is ready. Three things make the start easy: look around, put what you like into your cart, and keep your address in your account.',
        'A welcome gift waits there too: ¥20 off your first order from ¥99, for seven days.',
      ],
    },
    {
      subject: '欢迎来到{{ workspace.name }}',
      text: [
        '您的账户已开通。三步轻松开始：逛一逛，把喜欢的加入购物车，再到账户里填好收货地址。',
        '新人礼已放进您的账户：首单满 ¥99 立减 ¥20，7 天内有效。',
      ],
    },
  ),
  offer(
    'guide',
    { en: 'How it works', zh: '新手指引' },
    {
      subject: 'Where to begin',
      text: [
        'not sure what to look at first? Most begin with tea under ¥100 or with our gift boxes.',
        'Put one thing into the cart; it stays there until you decide.',
      ],
    },
    {
      subject: '从哪里逛起？',
      text: ['还没想好看什么？大多数朋友从百元以内的茶或伴手礼开始。', '先加入一件到购物车，它会一直留着，等您决定。'],
    },
  ),
  offer(
    'cart',
    { en: 'Your cart is still here', zh: '购物车还在' },
    {
      subject: 'Your cart is still here',
      text: ['what you chose is still in your cart. Ordered today before 16:00, it leaves us today.'],
    },
    { subject: '您的购物车还在', text: ['您挑选的商品还在购物车里。今天 16:00 前下单，当天发货。'] },
  ),
  offer(
    'picks',
    { en: 'Our picks', zh: '精选推荐' },
    {
      subject: 'Three things others came back for',
      text: [
        'jasmine pearls, a cast-iron pan and a box of walnut cakes: what those who order twice order first.',
        'Your ¥20 welcome gift still holds.',
      ],
    },
    {
      subject: '回头客最爱的三样',
      text: ['茉莉龙珠、铸铁煎锅和桃酥礼盒，是复购顾客的首单之选。', '您的 ¥20 新人礼仍然有效。'],
    },
  ),
  offer(
    'gift-ends',
    { en: 'Gift ends tomorrow', zh: '新人礼明天到期' },
    {
      subject: 'Your welcome gift ends tomorrow',
      text: ['¥20 off your first order from ¥99: until tomorrow night, then it is gone.'],
    },
    { subject: '新人礼明天到期', text: ['首单满 ¥99 立减 ¥20，明晚到期，过期不补。'] },
  ),
];
