import {
  calendarsApi,
  lifecycleApi,
  profilesApi,
  segmentsApi,
  workspaceApi,
  type CalendarReply,
  type ComputedReply,
  type EventNameReply,
  type SegmentReply,
  type TemplateReply,
  type WorkspaceSettings,
} from '@sojourn/api';
import type { Meanings } from '@sojourn/rules';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCall, useWorkspace } from './session.js';
import { useSettings } from './settings.js';

const A_MINUTE = 60_000;

/** The event names that were seen, most frequent first. */
export function useEventNames(): readonly EventNameReply[] {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'event-names'],
    staleTime: A_MINUTE,
    queryFn: ({ signal }) => call(lifecycleApi.events, { signal }),
  });
  return data?.toSorted((a, b) => b.count - a.count) ?? [];
}

/** The names of the attributes profiles have. */
export function useAttributes(): readonly string[] {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'attributes'],
    staleTime: A_MINUTE,
    queryFn: ({ signal }) => call(profilesApi.attributes, { signal }),
  });
  return data?.map(({ name }) => name) ?? [];
}

/** The computed attributes of the workspace. */
export function useComputed(): readonly ComputedReply[] {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'computed'],
    staleTime: A_MINUTE,
    queryFn: ({ signal }) => call(segmentsApi.computed, { signal }),
  });
  return data ?? [];
}

export const templatesKey = (workspace: string) => [workspace, 'templates'];

export function useTemplates(): UseQueryResult<TemplateReply[]> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: templatesKey(key),
    staleTime: A_MINUTE,
    queryFn: ({ signal }) => call(workspaceApi.templates, { signal }),
  });
}

/** The calendars of the workspace's own. */
export function useCalendars(): readonly CalendarReply[] {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'calendars'],
    staleTime: A_MINUTE,
    queryFn: ({ signal }) => call(calendarsApi.list, { signal }),
  });
  return data ?? [];
}

/** The saved segments. */
export function useSegments(): readonly SegmentReply[] {
  const call = useCall();
  const { key } = useWorkspace();
  const { data } = useQuery({
    queryKey: [key, 'segments'],
    staleTime: A_MINUTE,
    queryFn: ({ signal }) => call(segmentsApi.list, { signal }),
  });
  return data ?? [];
}

/** The consent topics of the workspace. */
export function useTopics(): WorkspaceSettings['topics'] {
  return useSettings().data?.topics ?? [];
}

/** Which event names stand for which meaning. */
export function useMeanings(): UseQueryResult<Meanings> {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'meanings'],
    staleTime: A_MINUTE,
    queryFn: async ({ signal }) => (await call(lifecycleApi.meanings, { signal })).meanings,
  });
}
