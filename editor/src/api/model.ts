import { lifecycleApi } from '@sojourn/api';
import type { StageModel } from '@sojourn/lifecycle';
import { useQuery } from '@tanstack/react-query';
import { useCall, useWorkspace } from './session.js';

/** The workspace's lifecycle model, for the names of its stages. Undefined until it was read. */
export function useModel(): StageModel | undefined {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'lifecycle'],
    queryFn: ({ signal }) => call(lifecycleApi.get, { signal }),
    staleTime: 60_000,
  });
  return data?.model;
}
