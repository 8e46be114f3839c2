import type { JourneySummary } from '@sojourn/api';

/** The journeys a search leaves: by words of the name, and by state. Archived ones only where they are asked for. */
export function matching(
  journeys: readonly JourneySummary[],
  { search = '', state }: { search?: string; state?: string },
): JourneySummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return journeys.filter((journey) => {
    if (state ? journey.state !== state : journey.state === 'archived') return false;
    const name = journey.name.toLowerCase();
    return words.every((word) => name.includes(word) || journey.id === word);
  });
}
