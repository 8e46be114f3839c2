import { formatDuration, NEVER, writeInstant, type Instant, type Words } from '@sojourn/rules';

/** Where a test and what came of it part, in the operator's words. */
export interface TestDifference {
  /** A place in the test's file, such as `expect.path.2`. */
  place: string;
  message: Words;
}

/** One thing that came: `head` is what it is called (a node, a goal, a reason), `details` what is known of it besides. */
export interface Came {
  head: string;
  details: Readonly<Record<string, string | undefined>>;
  at?: Instant;
}

/** One thing that is expected: what is not named may be anything. */
export type Expected = Came | '…';

/**
 * The first place at which what came is not what was expected: the lists must be equal, but that `…` stands for any
 * stretch. `undefined` where they agree.
 */
export function listDifference(
  place: string,
  expected: readonly Expected[],
  came: readonly Came[],
  start: Instant,
): TestDifference | undefined {
  const stuck = furthest(expected, came);
  if (!stuck) return undefined;
  const [index, next] = stuck;
  const wanted = expected[index];
  if (wanted === undefined || wanted === '…') return { place, message: unexpected(came[next]!, start) };
  const isAnywhere = expected[index - 1] === '…';
  const found = {
    instead: isAnywhere ? undefined : came[next],
    nearest: came.slice(next).find(({ head }) => head === wanted.head),
  };
  return { place: `${place}.${index}`, message: missing(wanted, found, start) };
}

/** How far the lists agree: the index of what is expected next, and of what came there; `undefined` if they do. */
function furthest(expected: readonly Expected[], came: readonly Came[]): [number, number] | undefined {
  const seen = new Set<number>();
  let stuck: [number, number] = [0, 0];
  const open: [number, number][] = [[0, 0]];
  for (let at = open.pop(); at; at = open.pop()) {
    const [index, next] = at;
    if (index === expected.length && next === came.length) return undefined;
    const key = index * (came.length + 1) + next;
    if (seen.has(key)) continue;
    seen.add(key);
    if (index > stuck[0]) stuck = at;
    const wanted = expected[index];
    if (wanted === '…') {
      if (next < came.length) open.push([index, next + 1]);
      open.push([index + 1, next]);
    } else if (wanted && next < came.length && fits(wanted, came[next]!)) open.push([index + 1, next + 1]);
  }
  return stuck;
}

function fits(wanted: Came, came: Came): boolean {
  if (wanted.head !== came.head || (wanted.at !== undefined && wanted.at !== came.at)) return false;
  return Object.entries(wanted.details).every(([key, value]) => value === undefined || came.details[key] === value);
}

function missing(
  wanted: Came,
  { instead, nearest }: { instead: Came | undefined; nearest: Came | undefined },
  start: Instant,
): Words {
  const write = (came: Came) => told(only(came, wanted), start);
  const other = nearest === instead ? undefined : nearest;
  return {
    en: [
      `expected ${told(wanted, start)}`,
      instead ? `came ${write(instead)}` : 'it did not come',
      ...(other ? [`nearest: ${write(other)}`] : []),
    ].join('; '),
    zh: [
      `期望 ${told(wanted, start)}`,
      instead ? `实际 ${write(instead)}` : '实际未出现',
      ...(other ? [`最接近：${write(other)}`] : []),
    ].join('；'),
  };
}

function unexpected(came: Came, start: Instant): Words {
  return {
    en: `nothing more was expected; came ${told(came, start)}`,
    zh: `期望再无其他；实际 ${told(came, start)}`,
  };
}

/** Of what came, what the expectation speaks of, and when. */
function only(came: Came, wanted: Came): Came {
  const asked = Object.keys(wanted.details).filter((key) => wanted.details[key] !== undefined);
  if (asked.length === 0 || wanted.head !== came.head) return came;
  return { ...came, details: Object.fromEntries(asked.map((key) => [key, came.details[key]])) };
}

/** Something as a test writes it: `mail.next @ +1d (2026-03-02T01:00:00.000Z)`. */
export function told({ head, details: { port, ...rest }, at }: Came, start: Instant): string {
  const more = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : `${key} ${value}`));
  const way = port === undefined ? '' : `.${port}`;
  const also = more.length === 0 ? '' : ` [${more.join(', ')}]`;
  return `${head}${way}${also}${at === undefined || at === NEVER ? '' : ` @ ${moment(at, start)}`}`;
}

/** An instant from the beginning of the test, and as it is. */
export function moment(at: Instant, start: Instant): string {
  return `${at < start ? '-' : '+'}${formatDuration(Math.abs(at - start))} (${writeInstant(at)})`;
}
