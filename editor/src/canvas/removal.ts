import type { Edge, Journey } from '@sojourn/journey';

/**
 * The edges that remain when nodes go. Whatever led into them leads on to what came after them: through a node with one
 * way onward by that way, through one with several by the port `keep` names; where none is named the way ends there.
 */
export function reconnected(
  journey: Journey,
  gone: ReadonlySet<string>,
  keep: Readonly<Record<string, string>> = {},
): Edge[] {
  const edges: Edge[] = [];
  for (const edge of journey.edges) {
    if (gone.has(edge.from)) continue;
    const to = gone.has(edge.to) ? wayOut(journey, edge.to, gone, keep) : edge.to;
    if (to !== undefined && to !== edge.from) edges.push(to === edge.to ? edge : { ...edge, to });
  }
  return edges;
}

/** Nodes among those to be removed that lead several ways, so that somebody must say which one to keep. */
export function forksAmong(journey: Journey, gone: ReadonlySet<string>): string[] {
  const entered = new Set(journey.edges.filter(({ from, to }) => gone.has(to) && !gone.has(from)).map(({ to }) => to));
  const forks: string[] = [];
  const seen = new Set<string>();
  for (let queue = [...entered]; queue.length > 0;) {
    const id = queue.shift()!;
    if (seen.has(id)) continue;
    seen.add(id);
    const onward = journey.edges.filter(({ from }) => from === id);
    if (new Set(onward.map(({ to }) => to)).size > 1) forks.push(id);
    queue = queue.concat(onward.map(({ to }) => to).filter((to) => gone.has(to)));
  }
  return forks;
}

function wayOut(
  journey: Journey,
  from: string,
  gone: ReadonlySet<string>,
  keep: Readonly<Record<string, string>>,
): string | undefined {
  const seen = new Set<string>();
  let at: string | undefined = from;
  while (at !== undefined && gone.has(at)) {
    if (seen.has(at)) return undefined;
    seen.add(at);
    at = onward(journey, at, keep[at]);
  }
  return at;
}

function onward(journey: Journey, node: string, port: string | undefined): string | undefined {
  const edges = journey.edges.filter(({ from }) => from === node);
  if (port !== undefined) return edges.find((edge) => edge.port === port)?.to;
  const targets = new Set(edges.map(({ to }) => to));
  return targets.size === 1 ? edges[0]!.to : undefined;
}
