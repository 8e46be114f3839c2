import type { Language, Words } from '@sojourn/rules';
import type { Random } from './random.js';

/** Something the sample shop sells. Prices are in fen: integers, like every amount of money. */
export interface Product {
  sku: string;
  name: Words;
  category: string;
  price: number;
}

const product = (sku: string, category: string, price: number, en: string, zh: string): Product => ({
  sku,
  name: { en, zh },
  category,
  price,
});

/** A shop for tea, the kitchen and the home; its goods run out, break or are given away, so people come again. */
export const CATALOG: readonly Product[] = [
  product('T-101', 'tea', 8_800, 'Longjing green tea, 100 g', '明前龙井 100克'),
  product('T-102', 'tea', 6_800, 'Jasmine pearls, 120 g', '茉莉龙珠 120克'),
  product('T-103', 'tea', 12_800, "Pu'er cake, 357 g", '古树普洱饼 357克'),
  product('T-104', 'tea', 4_900, 'Osmanthus oolong, 20 bags', '桂花乌龙袋泡 20包'),
  product('T-105', 'tea', 9_900, 'White peony tea, 80 g', '白牡丹 80克'),
  product('C-201', 'teaware', 15_900, 'Celadon teapot', '青瓷茶壶'),
  product('C-202', 'teaware', 5_900, 'Set of two cups', '对杯'),
  product('C-203', 'teaware', 26_800, 'Travel tea set', '旅行茶具套装'),
  product('C-204', 'teaware', 3_900, 'Bamboo tea scoop', '竹制茶则'),
  product('K-301', 'kitchen', 19_900, 'Cast-iron pan, 26 cm', '铸铁煎锅 26厘米'),
  product('K-302', 'kitchen', 32_900, 'Rice cooker, 3 l', '电饭煲 3升'),
  product('K-303', 'kitchen', 4_500, 'Chopsticks, ten pairs', '鸡翅木筷 十双'),
  product('K-304', 'kitchen', 12_900, 'Vegetable cleaver', '切菜刀'),
  product('K-305', 'kitchen', 2_900, 'Set of three dish towels', '洗碗巾 三条'),
  product('H-401', 'home', 13_900, 'Linen pillowcases', '亚麻枕套一对'),
  product('H-402', 'home', 25_900, 'Silk quilt, summer', '蚕丝夏被'),
  product('H-403', 'home', 7_900, 'Sandalwood incense', '檀香线香'),
  product('H-404', 'home', 9_900, 'Reading lamp', '阅读台灯'),
  product('S-501', 'snacks', 3_600, 'Walnut cakes, one box', '桃酥礼盒'),
  product('S-502', 'snacks', 5_800, 'Dried mango and berries', '果干混合装'),
  product('S-503', 'snacks', 2_600, 'Lotus seeds, roasted', '烤莲子'),
  product('S-504', 'snacks', 11_800, 'Festival gift box', '节日伴手礼盒'),
];

/** How often a category is looked at, against the others, by those who do not prefer it. */
const CATEGORIES = [...new Set(CATALOG.map(({ category }) => category))];

export function favouriteCategory(random: Random): string {
  return CATEGORIES[random.weighted([5, 2, 3, 3, 4])]!;
}

/** What somebody looks at: their own category more often than all others together. */
export function browse(random: Random, favourite: string): Product {
  const own = random.chance(0.6);
  return random.pick(own ? CATALOG.filter(({ category }) => category === favourite) : CATALOG);
}

/** A product as events carry it. */
export function productProperties(product: Product, language: Language): { [key: string]: string | number } {
  return {
    sku: product.sku,
    name: product.name[language],
    category: product.category,
    price: product.price,
    currency: 'CNY',
  };
}
