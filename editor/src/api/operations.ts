import { workspaceApi, type OperationReply } from '@sojourn/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCall, useWorkspace } from './session.js';

/** Whether long work still goes on. */
export function isGoingOn({ state }: Pick<OperationReply, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}

/** One piece of long work, read again every second until it is over. */
export function useOperation(id: string | undefined): UseQueryResult<OperationReply> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'operation', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => call(workspaceApi.operation, { params: { operation: id! }, signal }),
    refetchInterval: ({ state }) => (state.data && !isGoingOn(state.data) ? false : 1000),
  });
}

/** All long work of the workspace, newest first; read often while some of it goes on. */
export function useOperations(): UseQueryResult<OperationReply[]> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'operations'],
    queryFn: ({ signal }) => call(workspaceApi.operations, { signal }),
    refetchInterval: ({ state }) => (state.data?.some(isGoingOn) ? 1000 : 10_000),
  });
}
