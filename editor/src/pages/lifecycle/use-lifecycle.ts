import { lifecycleApi, type LifecycleReply } from '@sojourn/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCall, useWorkspace } from '../../api/session.js';

/** The primary model and how many are in each of its stages. */
export function useLifecycle(): UseQueryResult<LifecycleReply> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'lifecycle'],
    queryFn: ({ signal }) => call(lifecycleApi.get, { signal }),
    refetchInterval: 5000,
  });
}
