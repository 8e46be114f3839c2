import type { Journey } from '@sojourn/journey';
import { edit, type Change } from './document.js';

/**
 * A journey with everything it was before: undo is a list of documents. Documents share what did not change, so a
 * long history costs little. `gesture` names the gesture that is still going on, if any.
 */
export interface History {
  readonly past: readonly Journey[];
  readonly present: Journey;
  readonly future: readonly Journey[];
  readonly gesture?: string;
}

export function beginHistory(journey: Journey): History {
  return { past: [], present: journey, future: [] };
}

/**
 * Makes a change. One gesture is one entry: changes that name the same gesture as the one before (typing in one field,
 * say) go into its entry until something else happens.
 */
export function perform(history: History, change: Change, gesture?: string): History {
  const present = edit(history.present, change);
  if (present === history.present) return history;
  const goesOn = gesture !== undefined && gesture === history.gesture;
  return {
    past: goesOn ? history.past : [...history.past, history.present],
    present,
    future: [],
    ...(gesture === undefined ? {} : { gesture }),
  };
}

/** Ends the gesture that is going on: the next change is an entry of its own. */
export function endGesture(history: History): History {
  if (history.gesture === undefined) return history;
  const { gesture: _, ...rest } = history;
  return rest;
}

export function undo(history: History): History {
  const present = history.past.at(-1);
  if (!present) return history;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] };
}

export function redo(history: History): History {
  const [present, ...future] = history.future;
  if (!present) return history;
  return { past: [...history.past, history.present], present, future };
}
