import { Button } from '@mantine/core';
import { workspaceApi, type SampleReply } from '@sojourn/api';
import { IconBuildingStore } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/operations.js';
import { chooseWorkspace, sessionKey, useCall, useWorkspace } from '../../api/session.js';
import { Progress } from '../../ui/progress.js';
import { useTell } from '../../ui/tell.js';
import style from './first-page.module.css';

/** Loads the sample shop, shows how far that is, and then goes there. */
export function LoadSample() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const { key } = useWorkspace();
  const sampleKey = [key, 'sample'];
  const sample = useQuery({ queryKey: sampleKey, queryFn: ({ signal }) => call(workspaceApi.sample, { signal }) });
  const load = useMutation({
    mutationFn: () => call(workspaceApi.loadSample),
    onSuccess: (reply: SampleReply) => queries.setQueryData(sampleKey, reply),
    onError: tell.failed,
  });
  const operation = useOperation(sample.data?.loaded ? undefined : sample.data?.operation);
  const state = operation.data?.state;
  useEffect(() => {
    if (state === 'done') void queries.invalidateQueries({ queryKey: [key, 'sample'] });
    if (state === 'done') void queries.invalidateQueries({ queryKey: sessionKey });
  }, [state, key, queries]);

  if (sample.data?.loaded && sample.data.workspace) {
    const { workspace } = sample.data;
    return (
      <Button variant="default" onClick={() => chooseWorkspace(workspace)}>
        {t('journeys.openSample')}
      </Button>
    );
  }
  if (operation.data && (state === 'waiting' || state === 'running')) {
    return (
      <output className={style.progress}>
        <span>{t('journeys.loadingSample')}</span>
        <Progress label={t('journeys.loadingSample')} operation={operation.data} />
      </output>
    );
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBuildingStore size={14} aria-hidden />}
        loading={load.isPending}
        onClick={() => load.mutate()}
      >
        {t('journeys.loadSample')}
      </Button>
      {state === 'failed' && (
        <p className={style.more} role="alert">
          {t('journeys.sampleFailed')} {operation.data?.problem}
        </p>
      )}
    </>
  );
}
