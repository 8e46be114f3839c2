import type { Canary } from './journey.js';
import { stableShare } from './stable-hash.js';

/** Whether a canary of so many percent takes this profile in: always the same ones. */
export function isCanary(profile: string, journey: string, percent: number): boolean {
  return stableShare(profile, journey, 'canary') < percent / 100;
}

/** Whether two canaries ask the same: then what an operator said of the one holds for the other. */
export function isSameCanary(a: Canary | undefined, b: Canary | undefined): boolean {
  if (!a || !b) return false;
  return 'percent' in a ? 'percent' in b && a.percent === b.percent : 'people' in b && a.people === b.people;
}
