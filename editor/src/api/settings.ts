import { workspaceApi, type WorkspaceSettings } from '@sojourn/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useWords } from '../words/language.js';
import { useCall, useWorkspace } from './session.js';

/** What an admin has set for the workspace. */
export function useSettings(): UseQueryResult<WorkspaceSettings> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'settings'],
    queryFn: ({ signal }) => call(workspaceApi.settings, { signal }),
    staleTime: 60_000,
  });
}

/** Names consent topics; one that was taken away keeps its id. */
export function useTopicNames(): (id: string) => string {
  const { data } = useSettings();
  const words = useWords();
  return (id) => {
    const topic = data?.topics.find((each) => each.id === id);
    return topic ? words(topic.name) : id;
  };
}
