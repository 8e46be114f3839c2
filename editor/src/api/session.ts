import { accessApi, may, type Permission, type Route, type SessionReply } from '@sojourn/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call, Refused, type Given } from './client.js';

export type Workspace = SessionReply['workspaces'][number];

const CHOSEN = 'sojourn.workspace';

export const sessionKey = ['session'] as const;

/** The session; `null` for nobody. */
export function useSession(): UseQueryResult<SessionReply | null> {
  return useQuery({
    queryKey: sessionKey,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      try {
        return await call(accessApi.session, { signal });
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/**
 * The workspace being worked in: the one chosen last, else the first. Only for components below the shell, which draws
 * nothing before the session is there.
 */
export function useWorkspace(): Workspace {
  const { data } = useSession();
  const chosen = localStorage.getItem(CHOSEN);
  const workspace = data?.workspaces.find(({ key }) => key === chosen) ?? data?.workspaces[0];
  return workspace ?? { key: 'none', name: '', role: 'viewer', sample: false, zone: 'UTC', language: 'en' };
}

/** Whether the signed-in member may do something here. The server decides; this only hides what it would refuse. */
export function useMay(): (permission: Permission) => boolean {
  const { role } = useWorkspace();
  return (permission) => may(role, permission);
}

/** `call`, with the current workspace in the path. */
export function useCall() {
  const { key } = useWorkspace();
  return useCallback(
    <Reply, Body, Query>(route: Route<Reply, Body, Query>, given: Given<Body, Query> = {}) =>
      call(route, { ...given, params: { workspace: key, ...given.params } }),
    [key],
  );
}

/** Works in another workspace from now on. The page starts afresh, so that nothing of the old one stays in sight. */
export function chooseWorkspace(key: string): void {
  localStorage.setItem(CHOSEN, key);
  location.assign('/journeys');
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  await call(accessApi.signOut);
  location.assign('/sign-in');
}
