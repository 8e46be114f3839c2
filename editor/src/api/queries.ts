import { QueryClient } from '@tanstack/react-query';
import { Refused } from './client.js';

/** One cache for the whole editor. A refusal is final; a server that cannot be reached is asked again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (times, error) => !(error instanceof Refused) && times < 3,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}
