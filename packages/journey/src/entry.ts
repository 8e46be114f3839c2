import type { Instant } from '@sojourn/rules';
import { valueAt } from '@sojourn/rules';
import type { RefusalRule } from './changes.js';
import type { PreparedReentry } from './program.js';
import type { LedgerEntry, ProfileState, Properties } from './profile-state.js';

/** The instance key an entry falls under: the value the re-entry rule scopes by, as text; empty without one. */
export function instanceKey(reentry: PreparedReentry, entry: Properties): string {
  if (!reentry.key) return '';
  const value = valueAt(entry, reentry.key);
  return value === undefined || value === null ? '' : String(value).slice(0, 200);
}

/** Whether somebody came in as often as they ever may. */
export function atLifetime(profile: ProfileState, journey: string, { lifetime }: PreparedReentry): boolean {
  return lifetime !== undefined && entriesEver(profile, journey) >= lifetime;
}

/**
 * The re-entry rule that refuses this entry, or `undefined` where it may enter (ENTRY-2). The ledger counts over all
 * versions of the journey.
 */
export function reentryRefusal(
  profile: ProfileState,
  journey: string,
  reentry: PreparedReentry,
  key: string,
  at: Instant,
): RefusalRule | undefined {
  if (reentry.rule === 'always') {
    const live = profile.enrollments.filter(
      (enrollment) => enrollment.journey === journey && enrollment.key === key,
    ).length;
    return reentry.atOnce !== undefined && live >= reentry.atOnce ? 'at_once' : undefined;
  }
  const past = profile.ledger.get(`${journey}|${key}`);
  if (!past || past.count === 0) return undefined;
  if (reentry.rule === 'once') return 'once';
  if (reentry.rule === 'after' && reentry.from !== 'exit')
    return past.lastEntry + reentry.period > at ? 'after' : undefined;
  return past.live > 0 || (past.lastExit ?? -Infinity) + reentry.period > at ? reentry.rule : undefined;
}

function entriesEver(profile: ProfileState, journey: string): number {
  let count = 0;
  for (const entry of profile.ledger.values()) if (entry.journey === journey) count += entry.count;
  return count;
}

/** Counts an entry, also where the rule is `always` and asks nobody: the next version's rule may ask. */
export function recordEntry(profile: ProfileState, journey: string, key: string, at: Instant): void {
  const id = `${journey}|${key}`;
  const past: LedgerEntry = profile.ledger.get(id) ?? {
    journey,
    key,
    count: 0,
    live: 0,
    goals: 0,
    lastEntry: at,
    lastExit: undefined,
  };
  past.count += 1;
  past.live += 1;
  past.lastEntry = at;
  past.touched = true;
  profile.ledger.set(id, past);
}

export function recordExit(profile: ProfileState, journey: string, key: string, at: Instant): void {
  const past = profile.ledger.get(`${journey}|${key}`);
  if (!past) return;
  past.live = Math.max(0, past.live - 1);
  past.lastExit = at;
  past.touched = true;
}
