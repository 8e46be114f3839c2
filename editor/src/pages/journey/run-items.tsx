import { Menu } from '@mantine/core';
import { journeysApi, type JourneyReply, type JourneyState } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconDoorExit, IconPlayerPause, IconPlayerPlay, IconPlayerStop, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import type { OpenedProps } from '../../ui/opens-later.js';
import { useTell } from '../../ui/tell.js';
import { journeyKey } from './journey-query.js';
import style from './run-items.module.css';

type Move = 'pause' | 'resume' | 'drain' | 'stop';

/** What can be done with a running journey, and from which states. */
const MOVES: readonly { move: Move; from: readonly JourneyState[]; icon: Icon }[] = [
  { move: 'resume', from: ['paused', 'draining'], icon: IconPlayerPlay },
  { move: 'pause', from: ['live'], icon: IconPlayerPause },
  { move: 'drain', from: ['live', 'paused'], icon: IconDoorExit },
  { move: 'stop', from: ['live', 'paused', 'draining'], icon: IconPlayerStop },
];

/** Pausing, resuming, draining and stopping, each with what becomes of those inside. */
export function RunItems({ journey, state, target }: OpenedProps & { journey: string; state: JourneyState }) {
  const { t } = useTranslation();
  const [stopping, setStopping] = useState(false);
  const make = useMove(journey);
  return (
    <>
      <Menu position="bottom-end" width={320} defaultOpened>
        <Menu.Target>{target}</Menu.Target>
        <Menu.Dropdown>
          {MOVES.filter(({ from }) => from.includes(state)).map(({ move, icon: Picture }) => (
            <Menu.Item
              key={move}
              leftSection={<Picture size={16} aria-hidden />}
              c={move === 'stop' ? 'var(--danger)' : undefined}
              onClick={() => (move === 'stop' ? setStopping(true) : make.mutate(move))}
              data-testid={move}
            >
              {t(`journeyEditor.${move}`)}
              {move !== 'stop' && <span className={style.more}>{t(`journeyEditor.${move}More`)}</span>}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {stopping && (
        <Confirm
          title={t('journeyEditor.stopTitle')}
          more={t('journeyEditor.stopMore')}
          act={t('journeyEditor.stop')}
          danger
          busy={make.isPending}
          confirm={() => make.mutate('stop', { onSettled: () => setStopping(false) })}
          close={() => setStopping(false)}
        />
      )}
    </>
  );
}

function useMove(journey: string) {
  const call = useCall();
  const cache = useQueryClient();
  const { key } = useWorkspace();
  const { t } = useTranslation();
  const { done, failed } = useTell();
  return useMutation({
    mutationFn: (move: Move) => call(journeysApi[move], { params: { journey } }),
    onSuccess: async ({ state }, move) => {
      done(t(`journeyEditor.done_${move}`));
      cache.setQueryData<JourneyReply>(journeyKey(key, journey), (old) => old && { ...old, state });
      await cache.invalidateQueries({ queryKey: journeyKey(key, journey) });
    },
    onError: failed,
  });
}
