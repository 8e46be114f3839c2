import type { Edge, Journey, JourneyNode } from './journey.js';

/** How one node differs from the node of the same id in the other version. */
export interface NodeChange {
  node: string;
  /** It is of another type now. */
  type: boolean;
  /** The settings that differ, by name, with `visits` and `onError` among them. */
  settings: string[];
  /** Its ways out lead elsewhere. */
  ways: boolean;
}

/** What publishing `after` over `before` would change (VERSION-2). Names and places on the canvas do not count. */
export interface Difference {
  added: string[];
  removed: string[];
  changed: NodeChange[];
  /** Settings of the journey as a whole that differ, by name. */
  settings: string[];
}

/** How two graphs of one journey differ; nodes are the same where their ids are. Pure, and linear in their size. */
export function difference(before: Journey, after: Journey): Difference {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const kept = new Set(after.nodes.map(({ id }) => id));
  const [waysBefore, waysAfter] = [waysOf(before.edges), waysOf(after.edges)];
  const found: Difference = {
    added: [],
    removed: before.nodes.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
    changed: [],
    settings: differing(before.settings ?? {}, after.settings ?? {}),
  };
  for (const node of after.nodes) {
    const was = old.get(node.id);
    if (!was) {
      found.added.push(node.id);
      continue;
    }
    const type = was.type !== node.type;
    const settings = differing(worksBy(was), worksBy(node));
    const ways = !same(waysBefore.get(node.id), waysAfter.get(node.id));
    if (type || settings.length > 0 || ways) found.changed.push({ node: node.id, type, settings, ways });
  }
  return found;
}

/** Whether nothing differs. */
export function isSame({ added, removed, changed, settings }: Difference): boolean {
  return [added, removed, changed, settings].every((list) => list.length === 0);
}

/** What a node is told by besides its settings. */
const TOLD: ReadonlySet<string> = new Set(['id', 'type', 'revision', 'name', 'position', 'settings']);

function worksBy(node: JourneyNode): object {
  return { ...node.settings, ...Object.fromEntries(Object.entries(node).filter(([key]) => !TOLD.has(key))) };
}

function waysOf(edges: readonly Edge[]): Map<string, Record<string, string>> {
  const ways = new Map<string, Record<string, string>>();
  for (const { from, port, to } of edges) ways.set(from, { ...ways.get(from), [port]: to });
  return ways;
}

function differing(before: object, after: object): string[] {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !same(a[name], b[name])).toSorted();
}

/** Equal as JSON: the order of keys does not matter, and an absent value is as good as an undefined one. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => same(item, b[at]));
  }
  return differing(a, b).length === 0;
}
