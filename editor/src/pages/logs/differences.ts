/** One value that differs, by its path; `undefined` where it is not there on that side. */
export interface Difference {
  path: string[];
  before?: string;
  after?: string;
}

/** Every leaf in which two documents differ, in the order of the one after, then what is gone. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const paths = new Set([...now.keys(), ...old.keys()]);
  return [...paths]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path: JSON.parse(path) as string[], before: old.get(path), after: now.get(path) }));
}

function leavesOf(document: unknown): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string[]): void => {
    if (value === undefined || (value === null && path.length === 0)) return;
    const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    if (inner.length === 0) leaves.set(JSON.stringify(path), written(value));
    for (const [key, each] of inner) walk(each, [...path, key]);
  };
  walk(document, []);
  // An empty document has nothing to tell.
  leaves.delete('[]');
  return leaves;
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
