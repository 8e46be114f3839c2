import { checkJourney, type Problem } from '@sojourn/journey';
import { useEffect } from 'react';
import { useTemplates } from '../../api/suggestions.js';
import type { CanvasModel } from '../../canvas/canvas-store.js';

/** Checks a moment after a change: one that is still going on is not yet to be judged. */
const AFTER = 150;

/** Tells the cards what the templates they name are called. */
export function useNames({ store }: CanvasModel): void {
  const templates = useTemplates().data;
  useEffect(() => {
    store.getState().name(Object.fromEntries((templates ?? []).map(({ id, name }) => [id, name])));
  }, [store, templates]);
}

/** Keeps the list of problems in step with the journey, by the very checks that publishing makes. */
export function useChecks({ store, registry, around }: CanvasModel): void {
  const templates = useTemplates().data;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      const { history, tell } = store.getState();
      const known = templates ? { templates: templates.map(({ id, channel }) => ({ id, channel })) } : {};
      tell(checkJourney(history.present, registry, known, around).toSorted(errorsFirst));
    };
    check();
    const unsubscribe = store.subscribe(({ history }, before) => {
      if (history.present === before.history.present) return;
      clearTimeout(timer);
      timer = setTimeout(check, AFTER);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [store, registry, around, templates]);
}

function errorsFirst(one: Problem, other: Problem): number {
  return Number(one.severity === 'warning') - Number(other.severity === 'warning');
}
