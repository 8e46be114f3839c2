import { Switch } from '@mantine/core';
import { workspaceApi } from '@sojourn/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useWorkspace } from '../../api/session.js';
import { Section } from '../../ui/section.js';
import { Asked } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { LoadSample } from '../journeys/load-sample.js';
import style from './settings.module.css';

/** The sample shop: loading it, going there, and the switch of its fresh events. */
export function SampleTab() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const may = useMay();
  const queries = useQueryClient();
  const { key, sample: here } = useWorkspace();
  const sample = useQuery({
    queryKey: [key, 'sample'],
    queryFn: ({ signal }) => call(workspaceApi.sample, { signal }),
  });
  const trickle = useMutation({
    mutationFn: (on: boolean) => call(workspaceApi.setTrickle, { body: { on } }),
    onSuccess: (reply) => {
      queries.setQueryData([key, 'sample'], reply);
      tell.done(t(reply.trickle ? 'settings.trickleOn' : 'settings.trickleOff'));
    },
    onError: tell.failed,
  });
  return (
    <div className={style.narrow}>
      <Section title={t('settings.sample')} about={t('settings.sampleAbout')}>
        <Asked query={sample}>
          {({ loaded, trickle: on }) => (
            <div className={style.form}>
              {here ? <p className={style.note}>{t('settings.sampleHere')}</p> : may('sample.manage') && <LoadSample />}
              {loaded && (
                <Switch
                  label={t('settings.trickle')}
                  description={t('settings.trickleAbout')}
                  checked={on}
                  disabled={!may('sample.manage') || trickle.isPending}
                  onChange={(event) => trickle.mutate(event.currentTarget.checked)}
                />
              )}
            </div>
          )}
        </Asked>
      </Section>
    </div>
  );
}
