import { journeysApi, type JourneyReply, type Overdue } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useTell } from '../../ui/tell.js';
import { journeyKey } from './journey-query.js';

/** A move with what was chosen for it. */
export type Moving =
  { move: 'pause'; timers: 'run' | 'freeze' } | { move: 'resume'; overdue: Overdue } | { move: 'drain' | 'stop' };

/** Pauses, resumes, drains or stops a journey, and tells so. */
export function useMove(journey: string) {
  const call = useCall();
  const cache = useQueryClient();
  const { key } = useWorkspace();
  const { t } = useTranslation();
  const { done, failed } = useTell();
  return useMutation({
    mutationFn: (moving: Moving) => {
      const params = { journey };
      if (moving.move === 'pause') return call(journeysApi.pause, { params, body: { timers: moving.timers } });
      if (moving.move === 'resume') return call(journeysApi.resume, { params, body: { overdue: moving.overdue } });
      return call(journeysApi[moving.move], { params });
    },
    onSuccess: async ({ state }, { move }) => {
      done(t(`journeyEditor.done_${move}`));
      cache.setQueryData<JourneyReply>(journeyKey(key, journey), (old) => old && { ...old, state });
      await cache.invalidateQueries({ queryKey: journeyKey(key, journey) });
    },
    onError: failed,
  });
}
