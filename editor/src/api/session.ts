import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ask, Refused } from './client.js';

/** Who is signed in, and the workspaces they may enter. */
export interface Session {
  user: { id: string; email: string; name?: string };
  workspaces: { id: string; name: string; role: string }[];
}

const CHOSEN = 'sojourn.workspace';

export const sessionKey = ['session'] as const;

/** The session; `null` for nobody. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({
    queryKey: sessionKey,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      try {
        return await ask<Session>('GET', '/api/session', undefined, signal);
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** The workspace being worked in: the one chosen last, else the first. */
export function useWorkspace(): Session['workspaces'][number] {
  const { data } = useSession();
  const chosen = localStorage.getItem(CHOSEN);
  return (
    data?.workspaces.find(({ id }) => id === chosen) ?? data?.workspaces[0] ?? { id: 'default', name: '', role: '' }
  );
}

/** The address of something in a workspace. */
export function inWorkspace(workspace: string, path: string): string {
  return `/api/workspaces/${encodeURIComponent(workspace)}${path}`;
}

/** Works in another workspace from now on. The page starts afresh, so that nothing of the old one stays in sight. */
export function chooseWorkspace(id: string): void {
  localStorage.setItem(CHOSEN, id);
  location.assign('/journeys');
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  await ask('DELETE', '/api/session');
  location.assign('/sign-in');
}
