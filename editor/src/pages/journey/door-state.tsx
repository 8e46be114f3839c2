import { Button } from '@mantine/core';
import { entriesApi, type JourneyReply } from '@sojourn/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useWorkspace } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import { useTell } from '../../ui/tell.js';
import style from './top-bar.module.css';

/** While a journey has a canary (灰度): how far it is, and the button that ends it. */
export function DoorState({ reply }: { reply: JourneyReply }) {
  const { t } = useTranslation();
  const call = useCall();
  const may = useMay();
  const tell = useTell();
  const queries = useQueryClient();
  const { key } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const params = { journey: reply.id };
  const { data } = useQuery({
    queryKey: [key, 'door', reply.id, reply.version],
    enabled: reply.state === 'live',
    queryFn: ({ signal }) => call(entriesApi.door, { params, signal }),
    refetchInterval: 10_000,
  });
  const open = useMutation({
    mutationFn: () => call(entriesApi.letAllIn, { params }),
    onSuccess: () => tell.done(t('entry.allIn')),
    onError: tell.failed,
    onSettled: () => {
      setAsking(false);
      return queries.invalidateQueries({ queryKey: [key, 'door', reply.id] });
    },
  });
  if (!data || reply.state !== 'live' || (!data.canary && data.waiting === 0)) return null;
  const { canary, waiting } = data;
  return (
    <>
      <span className={style.quiet} data-testid="door">
        {canary && ('people' in canary ? t('entry.canaryPeople', canary) : t('entry.canaryPercent', canary))}{' '}
        {waiting > 0 && t('entry.waiting', { count: waiting })}
      </span>
      {canary && may('journey.publish') && (
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)} data-testid="let-all-in">
          {t('entry.letAllIn')}
        </Button>
      )}
      {asking && (
        <Confirm
          title={t('entry.letAllInAsk')}
          more={t('entry.letAllInMore')}
          act={t('entry.letAllIn')}
          busy={open.isPending}
          close={() => setAsking(false)}
          confirm={() => open.mutate()}
        />
      )}
    </>
  );
}
