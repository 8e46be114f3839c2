import type { Language } from '@sojourn/rules';
import type { Random } from './random.js';

/** Somebody who does not exist: the address is at example.com (RFC 2606) and no telephone can have the number. */
export interface Person {
  userId: string;
  language: Language;
  birthday: string;
  traits: { [key: string]: string | boolean | { [key: string]: { [key: string]: boolean } } };
}

const SURNAMES =
  'Wang王 Li李 Zhang张 Liu刘 Chen陈 Yang杨 Zhao赵 Huang黄 Zhou周 Wu吴 Xu徐 Sun孙 Hu胡 Zhu朱 Gao高 Lin林 He何 Guo郭 Ma马 Luo罗 Liang梁 Song宋 Zheng郑 Xie谢 Han韩 Tang唐 Feng冯 Yu于 Dong董 Xiao萧';
const GIVEN =
  'Wei伟 Fang芳 Na娜 Min敏 Jing静 Lei磊 Qiang强 Yang洋 Yan艳 Yong勇 Jun军 Jie杰 Juan娟 Tao涛 Ming明 Chao超 Xia霞 Ping平 Gang刚 Yuting雨婷 Zihan子涵 Haoran浩然 Xinyi欣怡 Yichen奕辰 Siqi思琪 Jiahao嘉豪 Mengyao梦瑶 Ruoxi若曦 Zixuan梓轩 Shihan诗涵 Yuxuan宇轩 Jiayi佳怡 Tianyu天宇 Xuefei雪菲 Kexin可欣 Bowen博文';
const FIRST =
  'Anna Ben Clara Daniel Emma Felix Grace Henry Iris Jack Kate Leo Maya Noah Olivia Paul Quinn Rosa Sam Tess Uma Victor Wendy Zoe';
const LAST =
  'Adams Baker Carter Dunn Evans Fischer Garcia Hughes Ivanova Jones Keller Lopez Martin Novak Owens Patel Rossi Smith Turner Walker Young';
const CITIES = [
  ['上海', 9],
  ['北京', 7],
  ['广州', 6],
  ['深圳', 6],
  ['杭州', 6],
  ['成都', 5],
  ['武汉', 4],
  ['南京', 4],
  ['苏州', 3],
  ['西安', 3],
  ['重庆', 3],
  ['厦门', 2],
  ['青岛', 2],
  ['长沙', 2],
] as const;

const spelt = (list: string) =>
  list.split(' ').map((entry) => /^([A-Za-z]+)(.+)$/.exec(entry)!.slice(1) as [string, string]);
const [surnames, given] = [spelt(SURNAMES), spelt(GIVEN)];

/** One in eight reads English. Most have agreed to marketing by e-mail, some have refused it, the rest never said. */
export function makePerson(random: Random, number: number): Person {
  const language: Language = random.chance(0.125) ? 'en' : 'zh';
  const [name, spelling] = language === 'en' ? englishName(random) : chineseName(random);
  const birthday = birthdayOf(random);
  const consent = random.next();
  const traits: Person['traits'] = {
    name,
    email: `${spelling}.${number}@example.com`,
    phone: fakePhone(number),
    city: CITIES[random.weighted(CITIES.map(([, weight]) => weight))]![0],
    language: language === 'en' ? 'en' : 'zh-CN',
    birthday,
  };
  if (consent < 0.88) traits.consents = { email: { marketing: consent < 0.78 } };
  return { userId: `sample-${String(number).padStart(5, '0')}`, language, birthday, traits };
}

function chineseName(random: Random): [string, string] {
  const [family, familySign] = random.pick(surnames);
  const [own, ownSign] = random.pick(given);
  return [`${familySign}${ownSign}`, `${own}.${family}`.toLowerCase()];
}

function englishName(random: Random): [string, string] {
  const own = random.pick(FIRST.split(' '));
  const family = random.pick(LAST.split(' '));
  return [`${own} ${family}`, `${own}.${family}`.toLowerCase()];
}

/** +86 and a number whose area code would be 100: there is none, and no mobile number starts so. */
function fakePhone(number: number): string {
  return `+86100${String(number).padStart(8, '0')}`;
}

/** An adult's, as a local date without a zone. */
function birthdayOf(random: Random): string {
  const year = Math.round(1991 + random.normal() * 8);
  const days = Math.floor(random.next() * 365);
  const date = new Date(Date.UTC(Math.min(2005, Math.max(1950, year)), 0, 1 + days));
  return date.toISOString().slice(0, 10);
}
