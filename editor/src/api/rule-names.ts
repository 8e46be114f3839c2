import type { Names, Words } from '@sojourn/rules';
import { useJourneys } from './journeys.js';
import { useComputed, useSegments } from './suggestions.js';

/** What the workspace's segments, computed attributes and journeys are called, for sentences that name them. */
export function useRuleNames(): Pick<Names, 'segment' | 'computed' | 'journey'> {
  const [segments, computed, journeys] = [useSegments(), useComputed(), useJourneys().data ?? []];
  return {
    segment: (id) => named(segments, id),
    computed: (id) => named(computed, id),
    journey: (id) => named(journeys, id),
  };
}

/** A name that people gave is the same in every language. */
function named(all: readonly { id: string; name: string }[], id: string): Words | undefined {
  const name = all.find((each) => each.id === id)?.name;
  return name === undefined ? undefined : { en: name, zh: name };
}
