import { DAY, SECOND, type Instant } from '@sojourn/rules';

/** What was found, newest first; `reached` is how far back it was looked where the search stopped for lack of time. */
export interface Found<Row> {
  rows: Row[];
  reached?: Instant;
}

export interface Window {
  from: Instant;
  to: Instant;
}

/** The narrowest window, and by how much each one is wider than the last. */
const FIRST = 2 * SECOND;
const GROWTH = 4;
/** Wider than any log: the window that ends the search. */
const WIDEST = 400 * DAY;
/** A window that took longer is not followed by a wider one, so that no statement comes near its timeout. */
const QUICK = 250;
/** A search that has found little by then stops and says how far it came. */
const PATIENCE = 1_500;

/**
 * Reads an append-only log backwards through windows of time, each wider than the last, until `limit` rows are found.
 *
 * Such a log has no index that gives its newest rows: one would cost every insert, while a BRIN index over time costs
 * almost nothing and finds a window, though not an order. A busy log fills a page from the last seconds; a quiet one
 * is asked a dozen times about nothing, which takes a millisecond each; a rare match reads every row of the log once.
 */
export async function backwards<Row>(
  range: Window,
  limit: number,
  read: (window: Window, limit: number) => Promise<Row[]>,
  elapsed: () => number = stopwatch(),
): Promise<Found<Row>> {
  const rows: Row[] = [];
  let { to } = range;
  let width = FIRST;
  while (to > range.from && rows.length < limit) {
    const from = width > WIDEST ? range.from : Math.max(range.from, to - width);
    const begun = elapsed();
    rows.push(...(await read({ from, to }, limit - rows.length)));
    to = from;
    if (elapsed() - begun < QUICK) width *= GROWTH;
    if (to > range.from && rows.length < limit && elapsed() > PATIENCE) return { rows, reached: to };
  }
  return { rows };
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
