import { journeysApi } from '@sojourn/api';
import { nodes } from '@sojourn/nodes';
import type { Words } from '@sojourn/rules';
import { useQuery } from '@tanstack/react-query';
import { useCall, useWorkspace } from '../../api/session.js';

/** The versions of a journey, newest first. */
export function useVersions(journey: string | undefined): number[] {
  const call = useCall();
  const { key } = useWorkspace();
  const { data = [] } = useQuery({
    queryKey: [key, 'versions', journey],
    enabled: journey !== undefined,
    queryFn: ({ signal }) => call(journeysApi.versions, { params: { journey: journey! }, signal }),
  });
  return data.map(({ version }) => version).toSorted((a, b) => b - a);
}

/** What the nodes of a journey are called: by the operator where they have a name, else by their type. */
export function useNodeNames(journey: string | undefined): ReadonlyMap<string, Words> {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'node-names', journey],
    enabled: journey !== undefined,
    queryFn: async ({ signal }) => {
      const { draft } = await call(journeysApi.get, { params: { journey: journey! }, signal });
      return draft.nodes.map(({ id, name, type }): [string, Words] => [
        id,
        name ? { en: name, zh: name } : nodeTitle(type),
      ]);
    },
  });
  return new Map(data);
}

/** A node type's title; a type this version does not know is named as it is. */
export function nodeTitle(type: string): Words {
  return nodes.get(type)?.title ?? { en: type, zh: type };
}
