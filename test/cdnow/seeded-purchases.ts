import { DAY } from '@sojourn/rules';

/** The span that the seeded file is made for; orders lie before, on and after both its ends. */
export const SPAN = { from: '1997-01-01T00:00:00.000Z', to: '1998-07-01T00:00:00.000Z' } as const;

const FROM = Date.parse(SPAN.from);
const TO = Date.parse(SPAN.to);
const EDGES = [30, 60, 90, 120];

/**
 * A file of the same shape as CDNOW's, from a seed: gaps of exactly 30, 60, 90 and 120 days and one millisecond beside,
 * several orders on one day and at one instant, exact duplicates of whole rows, orders whose thresholds fall on the
 * ends of the span, rows out of order.
 */
export function seededPurchases(seed: number, profiles = 600): string {
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const rows: { profile: string; at: number }[] = [];
  for (let index = 0; index < profiles; index++) {
    const profile = String(index + 1).padStart(5, '0');
    for (let at = firstOrder(index, below); at < TO + 40 * DAY; at += gap(below)) {
      rows.push({ profile, at });
      if (below(20) === 0) rows.push({ profile, at });
      if (below(8) === 0) break;
    }
  }
  // Mostly in order of time, as exports are, with some rows astray.
  rows.sort((a, b) => a.at - b.at);
  for (let swaps = rows.length / 20; swaps > 0; swaps--) {
    const [one, other] = [below(rows.length), below(rows.length)];
    [rows[one], rows[other]] = [rows[other]!, rows[one]!];
  }
  const lines = rows.map(
    ({ profile, at }) =>
      `${profile},order_completed,${new Date(at).toISOString()},${below(5) + 1},${below(9_000) / 100}`,
  );
  return `profile_id,event,occurred_at,quantity,revenue\n${lines.join('\n')}\n`;
}

/** The first profiles begin exactly where a threshold meets an end of the span; the others anywhere around it. */
function firstOrder(index: number, below: (limit: number) => number): number {
  const edges = [0, ...EDGES].flatMap((days) =>
    [FROM, TO].flatMap((end) => [-1, 0, 1].map((off) => end - days * DAY + off)),
  );
  return edges[index] ?? FROM - 150 * DAY + below(500 * DAY);
}

function gap(below: (limit: number) => number): number {
  switch (below(6)) {
    case 0:
      return 0;
    case 1:
      return below(DAY);
    case 2:
    case 3:
      return EDGES[below(EDGES.length)]! * DAY + below(3) - 1;
    default:
      return below(200 * DAY);
  }
}

/** Mulberry32: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
