import { journeysApi, lifecycleApi, segmentsApi, type JourneyReply } from '@sojourn/api';
import { readJourney, type Journey, type Surroundings } from '@sojourn/journey';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useCall, useWorkspace } from '../../api/session.js';
import { useMeanings } from '../../api/suggestions.js';
import { nodes } from '@sojourn/nodes';
import { readingOf } from '../../canvas/reading.js';

export function journeyKey(workspace: string, id: string): readonly string[] {
  return [workspace, 'journey', id];
}

export function useJourneyQuery(id: string): UseQueryResult<JourneyReply> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: journeyKey(key, id),
    queryFn: ({ signal }) => call(journeysApi.get, { params: { journey: id }, signal }),
  });
}

/** What the checks and the cards need to know of the workspace: its stages, and what its events mean. */
export function useSurroundings(): { data: Surroundings | undefined; error: unknown; refetch: () => void } {
  const call = useCall();
  const { key } = useWorkspace();
  const meanings = useMeanings();
  const model = useQuery({
    // The lifecycle page reads the same; only the model matters here.
    queryKey: [key, 'lifecycle'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(lifecycleApi.get, { signal }),
    select: ({ model: read }) => read,
  });
  const layerings = useQuery({
    queryKey: [key, 'layerings'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(segmentsApi.layerings, { signal }),
  });
  const data = useMemo(() => {
    // Without its layerings a journey can still be drawn; they must not come later, under the hands of whoever draws.
    if (!model.data || !meanings.data || layerings.isPending) return undefined;
    const layers = layerings.data?.map((layering) => layering.model) ?? [];
    return { model: model.data, meanings: meanings.data, layers };
  }, [model.data, meanings.data, layerings.data, layerings.isPending]);
  return {
    data,
    error: model.error ?? meanings.error,
    refetch: () => void Promise.all([model.refetch(), meanings.refetch()]),
  };
}

/**
 * The journey with a place for every node: one made by a program may have none. Nodes that stand in `like` keep their
 * places from there; where some are left without, all of it is laid out. Settings of older revisions are brought to today's.
 */
export async function placed(stored: Journey, around: Surroundings, like?: Journey): Promise<Journey> {
  const isOld = stored.nodes.some(({ type, revision }) => (revision ?? Infinity) < (nodes.get(type)?.revision ?? 0));
  const drawn = (isOld ? readJourney(stored, nodes).journey : undefined) ?? stored;
  if (drawn.nodes.every(({ position }) => position)) return drawn;
  const known = new Map(like?.nodes.map(({ id, position }) => [id, position]));
  const nodesLike = drawn.nodes.map((node) => {
    const position = node.position ?? known.get(node.id);
    return position ? { ...node, position } : node;
  });
  const journey = { ...drawn, nodes: nodesLike };
  if (nodesLike.every(({ position }) => position)) return journey;
  const { tidied } = await import('../../canvas/tidy.js');
  const reading = readingOf(nodes, around);
  const byId = new Map(journey.nodes.map((node) => [node.id, reading(node)]));
  const at = tidied(
    journey,
    (id) => byId.get(id)!.width,
    (id, port) => byId.get(id)!.ports.findIndex((each) => each.id === port),
  );
  return { ...journey, nodes: journey.nodes.map((node) => ({ ...node, position: at[node.id]! })) };
}
