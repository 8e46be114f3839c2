const DAY = 86_400_000;
/** The periods offered, in days back from now. */
export const LENGTHS = ['7', '30', '90', '365'];

/** A period as instants [from, to), and as the days of the reader's zone that it covers. */
export interface Period {
  kind: string;
  from: string;
  to: string;
  firstDay: string;
  lastDay: string;
}

/** Reads a period from the address: so many days up to now, or two days of one's own, both included. */
export function chosenPeriod(
  { period, from, to }: { period?: string; from?: string; to?: string },
  now: number,
): Period {
  if (period === 'own') {
    const first = startOfDay(from) ?? now - 30 * DAY;
    const last = Math.max(startOfDay(to) ?? now, first);
    return asPeriod('own', first, nextDay(last));
  }
  const kind = period && LENGTHS.includes(period) ? period : '30';
  return asPeriod(kind, now - Number(kind) * DAY, now);
}

function asPeriod(kind: string, from: number, to: number): Period {
  return {
    kind,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    firstDay: dayOf(from),
    lastDay: dayOf(to - 1),
  };
}

function startOfDay(day: string | undefined): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  if (!match) return undefined;
  const at = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])).getTime();
  return Number.isNaN(at) ? undefined : at;
}

/** A day is not always 24 hours long where clocks are put forward and back. */
function nextDay(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

function dayOf(at: number): string {
  const day = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
