import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Refused, Unreachable } from './client.js';
import { sessionKey } from './session.js';

/** Whether the server could not be reached when it was last asked. */
export const awayKey = ['away'] as const;

/**
 * One cache for the whole editor. A refusal is final; a server that cannot be reached is asked again. Whoever is no
 * longer signed in is led to the sign-in page by the shell, and back afterwards.
 */
export function newQueryClient(): QueryClient {
  const forget = (error: unknown) => {
    if (error instanceof Refused && error.status === 401) client.setQueryData(sessionKey, null);
    if (error instanceof Unreachable) client.setQueryData(awayKey, true);
  };
  const back = () => {
    if (client.getQueryData(awayKey)) client.setQueryData(awayKey, false);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: forget, onSuccess: back }),
    mutationCache: new MutationCache({ onError: forget }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (times, error) => !(error instanceof Refused) && times < 3,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
