import { journeysApi } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../api/session.js';
import { useTell } from '../../ui/tell.js';

/** Makes an empty draft and opens its canvas. */
export function useNewJourney() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => {
      const journey: Journey = { format: 1, name: t('journeys.untitled'), nodes: [], edges: [] };
      return call(journeysApi.create, { body: { journey } });
    },
    onSuccess: ({ id }) => {
      void queries.invalidateQueries();
      void navigate({ to: '/journeys/$id', params: { id } });
    },
    onError: tell.failed,
  });
}
