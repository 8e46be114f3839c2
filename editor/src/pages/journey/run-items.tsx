import { Menu } from '@mantine/core';
import type { JourneyState } from '@sojourn/api';
import { IconDoorExit, IconPlayerPause, IconPlayerPlay, IconPlayerStop, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../ui/confirm.js';
import type { OpenedProps } from '../../ui/opens-later.js';
import { PauseDialog } from './pause-dialog.js';
import { ResumeDialog } from './resume-dialog.js';
import style from './run-items.module.css';
import { useMove } from './use-move.js';

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
  const [asking, ask] = useState<Move>();
  const make = useMove(journey);
  const begin = (move: Move) => {
    if (move === 'drain') make.mutate({ move });
    // Nothing was held up where those inside went on finishing.
    else if (move === 'resume' && state === 'draining') make.mutate({ move, overdue: { do: 'now' } });
    else ask(move);
  };
  const close = () => ask(undefined);
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
              onClick={() => begin(move)}
              data-testid={move}
            >
              {t(`journeyEditor.${move}`)}
              {move !== 'stop' && <span className={style.more}>{t(`journeyEditor.${move}More`)}</span>}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking === 'pause' && <PauseDialog journey={journey} close={close} />}
      {asking === 'resume' && <ResumeDialog journey={journey} close={close} />}
      {asking === 'stop' && (
        <Confirm
          title={t('journeyEditor.stopTitle')}
          more={t('journeyEditor.stopMore')}
          act={t('journeyEditor.stop')}
          danger
          busy={make.isPending}
          confirm={() => make.mutate({ move: 'stop' }, { onSettled: close })}
          close={close}
        />
      )}
    </>
  );
}
