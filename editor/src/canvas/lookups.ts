import type { Edge, Problem } from '@sojourn/journey';
import { edgeId } from './graph.js';

/**
 * What every card asks at every change, worked out once per list rather than once per card: a thousand cards would
 * otherwise go through a thousand edges each.
 */
export const takenPorts = once((edges: readonly Edge[]): ReadonlySet<string> => new Set(edges.map(edgeId)));

/** How many errors and warnings there are at each node. */
export const faultsByNode = once((problems: readonly Problem[]) => {
  const faults = new Map<string, { errors: number; warnings: number }>();
  for (const { node, severity } of problems) {
    if (node === undefined) continue;
    const own = faults.get(node) ?? { errors: 0, warnings: 0 };
    if (severity === 'error') own.errors += 1;
    else own.warnings += 1;
    faults.set(node, own);
  }
  return faults;
});

function once<From extends object, To>(make: (from: From) => To): (from: From) => To {
  const made = new WeakMap<From, To>();
  return (from) => {
    let to = made.get(from);
    if (to === undefined) made.set(from, (to = make(from)));
    return to;
  };
}
