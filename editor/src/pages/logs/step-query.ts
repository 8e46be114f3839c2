import type { Search } from '../../ui/address.js';

/** What the execution log is asked, made from the address; what makes no sense there is left out. */
export interface StepQuery {
  journey?: string;
  version?: number;
  node?: string;
  profile?: string;
  outcome?: 'left' | 'ended' | 'failed';
  from?: string;
  to?: string;
}

const OUTCOMES = ['left', 'ended', 'failed'] as const;

/** Every part of the address that narrows the log, emptied. */
export const NO_FILTER: Search = {
  journey: undefined,
  version: undefined,
  node: undefined,
  profile: undefined,
  outcome: undefined,
  from: undefined,
  to: undefined,
};

/** Versions and nodes belong to a journey; without one they narrow nothing. */
export function stepQuery(search: Search): StepQuery {
  const journey = uuid(search.journey);
  const version = Number(search.version);
  return {
    journey,
    version: journey && Number.isInteger(version) && version > 0 ? version : undefined,
    node: journey && search.node ? search.node : undefined,
    profile: uuid(search.profile),
    outcome: OUTCOMES.find((outcome) => outcome === search.outcome),
    from: instant(search.from),
    to: instant(search.to),
  };
}

function uuid(text: string | undefined): string | undefined {
  return text && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : undefined;
}

/** A local time as an input writes it, `2026-11-21T09:00`, as the instant it is in the reader's zone. */
function instant(local: string | undefined): string | undefined {
  if (!local || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(local)) return undefined;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
