import { parseDuration } from '@sojourn/rules';

export const UNITS = ['s', 'm', 'h', 'd', 'w'] as const;
export type Unit = (typeof UNITS)[number];

const MILLISECONDS: Readonly<Record<Unit, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A duration as one amount of one unit, the way it was written or the largest that fits: `1d12h` → 36 hours. */
export function asAmount(text: string): { amount: number; unit: Unit } | undefined {
  const plain = /^(\d+)([smhdw])$/.exec(text);
  if (plain) return { amount: Number(plain[1]), unit: plain[2] as Unit };
  const ms = parseDuration(text);
  if (ms === undefined) return undefined;
  const unit = [...UNITS].toReversed().find((each) => each !== 'w' && ms % MILLISECONDS[each] === 0) ?? 's';
  return { amount: ms / MILLISECONDS[unit], unit };
}

export function writeAmount(amount: number, unit: Unit): string {
  return `${Math.max(0, Math.round(amount))}${unit}`;
}
