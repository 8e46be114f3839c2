import { parseDay, type Day } from './local-time.js';

/**
 * A date of the Chinese lunar calendar (农历). `year` is the Gregorian year in which the lunar year begins; a leap month
 * (闰月) follows the month of its number.
 */
export interface LunarDate {
  year: number;
  month: number;
  leap: boolean;
  date: number;
}

/** The lunar years that can be converted: those for which tables were published. */
export const LUNAR_YEARS = { first: 1900, last: 2100 } as const;

/**
 * Each lunar year from 1900 on as a number to the base 36: its lowest four bits are the month that is followed by a leap
 * month (0 where none is), the bits above tell from the first month on which have 30 days instead of 29. These are the
 * months of the Purple Mountain and Hong Kong observatories' tables. The calendar of the platform (Intl) is not asked:
 * ICU 78 is a day off in eleven of these years, 2027 and 2030 among them. Published tables differ from each other by a
 * day in July 1933 and in August 2097, where the new moon is minutes from midnight.
 */
const YEARS = [
  '204o 0n4w 1aa8 1yg5 0jw0 0xio 1vfo 0h40 0zv4 21pe 0n4w 2dsm 0z80 0wj4 1tbp 08gg 0h4g 102a 1768 2lgn',
  '1a1s 15jk 2b4l 0wo0 08kg 1wlw 0lkw 1ac0 2oma 1a1s 15k6 0gc0 0wog 1n51 0zvk 0lkw 1aqb 0n0w 1zcn 0xf4',
  '0gc0 0wqe 0xqo 0h40 2edw 10sg 0zo0 2bzm 0xg0 1uxj 0ggw 0xqo 1wh1 0i00 174g 2kkj 1600 0xg8 0xgw 0gv4',
  '0xue 0y8g 0lk0 1aac 1aa8 0jvk 13sj 0xio 1vhj 0h40 1028 21ph 0zs0 0z80 1ygk 0wj4 1tbs 08gg 0h5c 102e',
  '1768 16w0 2k44 15jk 2b4q 0wo0 08kg 0i1i 0llc 1ac0 2omd 1a1s 15k0 0wo3 0wog 1tuw 0alc 0llc 200l 0n0w',
  '0ks0 1uwk 0gc0 0wq8 1vhe 0h40 2edz 10sg 0zo0 2bzp 0xg0 0gcw 0xqs 0xu8 1wh5 0ie8 174g 2kkm 1600 13rk',
  '1uxw 0gv4 0xu8 1wki 0lk0 1aae 0mkw 0jw0 13sl 141c 0gww 0y8z 1028 21pn 0zs0 0z80 2b3q 0wj4 0er4 0gxh',
  '0hxs 102o 2eci 16w0 2k47 15jk 0wnk 1tcl 0ew0 0i1c 176r 1aq8 2omg 1a1s 15k0 0wo6 0wog 0fa8 0llg 0n68',
  '0n0w 1a2b 0ks0 1uwn 0gc0 0wq8 1vhh 0h40 100g 21lw 0zog 2c0o 0xg0 0gcw 0xqu 0xu8 0hwg 10t0 174g 1600',
  '2ic3 13s0 27zb 0gv4 0xu8 1wkl 0lk0 1aa8 195w 0kog 13so 0er4 0gxc 0y92 102o 0n4w 215g 0zm8 0xbk 1t4i',
  '0er4',
].flatMap((twenty) => twenty.split(' ').map((year) => parseInt(year, 36)));

interface LunarMonth {
  month: number;
  leap: boolean;
  start: Day;
}

/** A lunar year's months in order, and the day after its last. */
interface LunarYear {
  months: LunarMonth[];
  end: Day;
}

/** The lunar date of a day; `undefined` outside of {@link LUNAR_YEARS}. */
export function lunarOf(day: Day): LunarDate | undefined {
  const index = lunarYears().findLastIndex(({ months }) => months[0]!.start <= day);
  const year = lunarYears()[index];
  if (!year || day >= year.end) return undefined;
  const { month, leap, start } = year.months.findLast((each) => each.start <= day)!;
  return { year: LUNAR_YEARS.first + index, month, leap, date: day - start + 1 };
}

/**
 * The day on which a lunar date is kept in a lunar year. A date in a leap month is kept in the month of the same number
 * in years without that leap month; the 30th of a month that has 29 days is kept on the 29th. `undefined` outside of
 * {@link LUNAR_YEARS}.
 */
export function lunarDayIn(
  year: number,
  { month, leap, date }: Pick<LunarDate, 'month' | 'leap' | 'date'>,
): Day | undefined {
  const table = lunarYears()[year - LUNAR_YEARS.first];
  if (!table) return undefined;
  const { months, end } = table;
  const plain = months.findIndex((each) => each.month === month);
  const index = leap && months[plain + 1]?.month === month ? plain + 1 : plain;
  const next = months[index + 1]?.start ?? end;
  return Math.min(months[index]!.start + date - 1, next - 1);
}

let unfolded: readonly LunarYear[] | undefined;
const lunarYears = (): readonly LunarYear[] => (unfolded ??= unfold());

function unfold(): LunarYear[] {
  let start = parseDay('1900-01-31')!;
  return YEARS.map((year) => {
    const leapAfter = year & 15;
    const months = Array.from({ length: leapAfter > 0 ? 13 : 12 }, (_, index): LunarMonth => {
      const leap = leapAfter > 0 && index === leapAfter;
      const begins = start;
      start += (year >> (4 + index)) & 1 ? 30 : 29;
      return { month: leapAfter > 0 && index >= leapAfter ? index : index + 1, leap, start: begins };
    });
    return { months, end: start };
  });
}
