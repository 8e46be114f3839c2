import type { JourneyState } from '@sojourn/api';

/** What an operator may do to a running journey. */
export type Move = 'pause' | 'resume' | 'drain' | 'stop' | 'archive';

/** From which states a move leads where (STATE-1). Publishing leads from draft and stopped to live. */
const MOVES: Record<Move, { from: readonly JourneyState[]; to: JourneyState }> = {
  pause: { from: ['live'], to: 'paused' },
  resume: { from: ['paused', 'draining'], to: 'live' },
  drain: { from: ['live', 'paused'], to: 'draining' },
  stop: { from: ['live', 'paused', 'draining'], to: 'stopped' },
  archive: { from: ['draft', 'stopped', 'draining'], to: 'archived' },
};

/** Where a move leads, or in words why it cannot be made. `inside` is how many are in the journey now. */
export function moved(move: Move, state: JourneyState, inside: number): { to: JourneyState } | { refused: string } {
  const { from, to } = MOVES[move];
  if (!from.includes(state)) return { refused: `${IS[state]} ${CAN[state]}` };
  if (move === 'archive' && inside > 0) {
    return {
      refused: `${inside === 1 ? 'One person is' : `${inside} people are`} still inside. ${state === 'draining' ? 'Wait until they have finished, or stop the journey.' : 'Try again in a moment.'}`,
    };
  }
  return { to };
}

/** The state after publishing; undefined where a journey cannot be published any more. */
export function published(state: JourneyState): JourneyState | undefined {
  if (state === 'archived') return undefined;
  return state === 'draft' || state === 'stopped' ? 'live' : state;
}

const IS: Record<JourneyState, string> = {
  draft: 'This journey was never published.',
  live: 'This journey is running.',
  paused: 'This journey is paused.',
  draining: 'This journey takes nobody in any more, and those inside finish.',
  stopped: 'This journey is stopped.',
  archived: 'This journey is archived.',
};
const CAN: Record<JourneyState, string> = {
  draft: 'Publish or archive it.',
  live: 'Pause, drain or stop it first.',
  paused: 'Resume, drain or stop it.',
  draining: 'Resume it to take people in again, or stop it to take everybody out.',
  stopped: 'Publish it to start it again, or archive it.',
  archived: 'Duplicate it to go on from it.',
};
