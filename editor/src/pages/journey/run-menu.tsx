import { ActionIcon } from '@mantine/core';
import type { JourneyReply } from '@sojourn/api';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { later } from '../../ui/later.js';
import { OpensLater } from '../../ui/opens-later.js';

const RunItems = later(() => import('./run-items.js'), 'RunItems');

/** Pausing, resuming and stopping a journey that was published. */
export function RunMenu({ reply: { id, state } }: { reply: JourneyReply }) {
  const { t } = useTranslation();
  const may = useMay();
  const runs = state === 'live' || state === 'paused' || state === 'draining';
  if (!runs || !may('journey.publish')) return null;
  const label = t('journeyEditor.run');
  return (
    <OpensLater
      open={(target) => <RunItems journey={id} state={state} target={target} />}
      button={
        <ActionIcon size={32} aria-label={label} title={label} data-testid="run-menu">
          {state !== 'live' ? <IconPlayerPlay size={18} stroke={1.75} /> : <IconPlayerPause size={18} stroke={1.75} />}
        </ActionIcon>
      }
    />
  );
}
