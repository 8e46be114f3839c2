import { ActionIcon } from '@mantine/core';
import type { JourneyReply } from '@sojourn/api';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { later } from '../../ui/later.js';
import { OpensLater, type OpenedProps } from '../../ui/opens-later.js';

const RunItems = later(() => import('./run-items.js'), 'RunItems');

/** Pausing, resuming and stopping a journey that was published. */
export function RunMenu({ reply: { id, state } }: { reply: JourneyReply }) {
  const { t } = useTranslation();
  const may = useMay();
  const Opened = useMemo(
    () =>
      function Opened({ target }: OpenedProps) {
        return <RunItems journey={id} state={state} target={target} />;
      },
    [id, state],
  );
  const runs = state === 'live' || state === 'paused' || state === 'draining';
  if (!runs || !may('journey.publish')) return null;
  const label = t(state === 'paused' ? 'journeyEditor.resumeOrStop' : 'journeyEditor.pauseOrStop');
  return (
    <OpensLater
      opened={Opened}
      button={
        <ActionIcon size={32} aria-label={label} title={label} data-testid="run-menu">
          {state === 'paused' ? (
            <IconPlayerPlay size={18} stroke={1.75} />
          ) : (
            <IconPlayerPause size={18} stroke={1.75} />
          )}
        </ActionIcon>
      }
    />
  );
}
