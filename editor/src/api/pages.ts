import type { LogPage, Route } from '@sojourn/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCall, useWorkspace } from './session.js';

/** A list that is read page by page. */
export interface Paged<Item> {
  /** All that was read so far. */
  data: Item[] | undefined;
  error: unknown;
  refetch: () => unknown;
  /** Reads the next page; absent on the last. */
  more?: () => void;
  reading: boolean;
  /** How far back was looked where that took too long to go on; `more` looks further. */
  reached?: string;
}

/**
 * Reads a list of the contract page by page. `query` is what is asked beside the cursor; another query starts afresh
 * and keeps the old list in sight meanwhile. `every` reads again after so many milliseconds.
 */
export function usePages<Item, Query extends { cursor?: string | undefined }>(
  route: Route<LogPage<Item>, undefined, Query>,
  query: Omit<Query, 'cursor'>,
  options: { params?: Record<string, string>; every?: number; enabled?: boolean } = {},
): Paged<Item> {
  const call = useCall();
  const { key } = useWorkspace();
  const read = useInfiniteQuery({
    queryKey: [key, route.path, options.params, query],
    enabled: options.enabled ?? true,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(route, { params: options.params, query: { ...query, cursor: pageParam } as Query, signal }),
    getNextPageParam: ({ next }) => next,
    refetchInterval: options.every ?? false,
    placeholderData: (before) => before,
  });
  return {
    data: read.data?.pages.flatMap(({ items }) => items),
    error: read.error,
    refetch: read.refetch,
    more: read.hasNextPage ? () => void read.fetchNextPage() : undefined,
    reading: read.isFetchingNextPage,
    reached: read.data?.pages.at(-1)?.reached,
  };
}
