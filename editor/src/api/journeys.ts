import { journeysApi, type JourneySummary } from '@sojourn/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCall, useWorkspace } from './session.js';

/** Every journey of the workspace. `every` reads again after so many milliseconds. */
export function useJourneys(every?: number): UseQueryResult<JourneySummary[]> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'journeys'],
    queryFn: ({ signal }) => call(journeysApi.list, { signal }),
    refetchInterval: every ?? false,
  });
}
