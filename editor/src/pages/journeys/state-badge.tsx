import type { JourneyState } from '@sojourn/api';
import { Badge, type Tone } from '../../ui/badge.js';
import { JOURNEY_STATES } from '../../words/journey-states.js';
import { useWords } from '../../words/language.js';

const TONES: Readonly<Record<JourneyState, Tone>> = {
  draft: 'quiet',
  live: 'good',
  paused: 'warn',
  draining: 'accent',
  stopped: 'quiet',
  archived: 'quiet',
};

/** What a journey is at, in words and colour. */
export function StateBadge({ state }: { state: JourneyState }) {
  const words = useWords();
  return <Badge tone={TONES[state]}>{words(JOURNEY_STATES[state])}</Badge>;
}
