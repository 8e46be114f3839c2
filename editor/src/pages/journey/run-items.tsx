import { Menu } from '@mantine/core';
import { journeysApi, type JourneyReply, type JourneyState } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import type { OpenedProps } from '../../ui/opens-later.js';
import { useTell } from '../../ui/tell.js';
import { journeyKey } from './journey-query.js';

type Act = 'pause' | 'resume' | 'stop';

/** What can be done with a running journey. */
export function RunItems({ journey, state, target }: OpenedProps & { journey: string; state: JourneyState }) {
  const { t } = useTranslation();
  const [stopping, setStopping] = useState(false);
  const act = useAct(journey);
  const paused = state === 'paused';
  return (
    <Menu position="bottom-end" width={300} defaultOpened>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        {paused ? (
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            onClick={() => act.mutate('resume')}
            data-testid="resume"
          >
            {t('journeyEditor.resume')}
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            onClick={() => act.mutate('pause')}
            data-testid="pause"
          >
            {t('journeyEditor.pause')}
            <br />
            <small>{t('journeyEditor.pauseMore')}</small>
          </Menu.Item>
        )}
        <Menu.Item
          color="red"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => setStopping(true)}
          data-testid="stop"
        >
          {t('journeyEditor.stop')}
        </Menu.Item>
      </Menu.Dropdown>
      {stopping && (
        <Confirm
          title={t('journeyEditor.stopTitle')}
          more={t('journeyEditor.stopMore')}
          act={t('journeyEditor.stop')}
          danger
          busy={act.isPending}
          confirm={() => act.mutate('stop', { onSettled: () => setStopping(false) })}
          close={() => setStopping(false)}
        />
      )}
    </Menu>
  );
}

function useAct(journey: string) {
  const call = useCall();
  const cache = useQueryClient();
  const { key } = useWorkspace();
  const { t } = useTranslation();
  const { done, failed } = useTell();
  return useMutation({
    mutationFn: (act: Act) => call(journeysApi[act], { params: { journey } }),
    onSuccess: async (summary, act) => {
      done(t(`journeyEditor.done_${act}`));
      cache.setQueryData<JourneyReply>(journeyKey(key, journey), (old) => old && { ...old, state: summary.state });
      await cache.invalidateQueries({ queryKey: journeyKey(key, journey) });
    },
    onError: failed,
  });
}
