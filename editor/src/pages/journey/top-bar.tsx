import { ActionIcon, Button, TextInput, VisuallyHidden } from '@mantine/core';
import type { JourneyReply } from '@sojourn/api';
import { IconArrowLeft, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { useCanvas, useCanvasModel } from '../../canvas/canvas-context.js';
import { later } from '../../ui/later.js';
import { StateBadge } from '../journeys/state-badge.js';
import type { Aside } from './journey-editor.js';
import { DoorState } from './door-state.js';
import { ProblemsMenu } from './problems-menu.js';
import { RunMenu } from './run-menu.js';
import { SavingState } from './saving-state.js';
import style from './top-bar.module.css';
import type { Autosave } from './use-autosave.js';

const PublishDialog = later(() => import('./publish-dialog.js'), 'PublishDialog');

/** Above the canvas: the journey's name, what it is at, whether it is saved, and what can be done with it. */
export function TopBar({
  reply,
  autosave,
  aside,
  setAside,
}: {
  reply: JourneyReply;
  autosave: Autosave;
  aside: Aside;
  setAside: (aside: Aside) => void;
}) {
  const { t } = useTranslation();
  const { readOnly } = useCanvasModel();
  const may = useMay();
  const [publishing, setPublishing] = useState(false);
  return (
    <header className={style.bar}>
      <ActionIcon component={Link} to="/journeys" aria-label={t('journeyEditor.back')} size={32}>
        <IconArrowLeft size={18} stroke={1.75} />
      </ActionIcon>
      <VisuallyHidden component="h1">{reply.name}</VisuallyHidden>
      <Name />
      <StateBadge state={reply.state} />
      <span className={style.quiet} data-testid="version">
        {reply.version === undefined
          ? t('journeyEditor.never')
          : `${t('journeyEditor.version', { version: reply.version })} · ${t(reply.changed ? 'journeyEditor.changed' : 'journeyEditor.unchanged')}`}
      </span>
      <DoorState reply={reply} />
      <span className={style.space} />
      {readOnly ? (
        <span className={style.quiet}>{t('journeyEditor.viewer')}</span>
      ) : (
        <SavingState saving={autosave.saving} />
      )}
      <ProblemsMenu openNode={() => setAside(undefined)} openJourney={() => setAside({ show: 'settings' })} />
      <ActionIcon
        size={32}
        aria-label={t('journeyEditor.settings')}
        title={t('journeyEditor.settings')}
        aria-pressed={aside?.show === 'settings'}
        onClick={() => setAside(aside?.show === 'settings' ? undefined : { show: 'settings' })}
        data-testid="journey-settings"
      >
        <IconSettings size={18} stroke={1.75} />
      </ActionIcon>
      <RunMenu reply={reply} />
      {may('journey.publish') && reply.state !== 'archived' && (
        <Button size="sm" h={32} onClick={() => setPublishing(true)} data-testid="publish">
          {t('journeyEditor.publish')}
        </Button>
      )}
      <Suspense>
        {publishing && <PublishDialog reply={reply} autosave={autosave} close={() => setPublishing(false)} />}
      </Suspense>
    </header>
  );
}

function Name() {
  const { store, readOnly } = useCanvasModel();
  const { t } = useTranslation();
  const name = useCanvas((state) => state.history.present.name);
  const [typed, type] = useState<string>();
  const { change, endGesture } = store.getState();
  return (
    <TextInput
      className={style.name}
      size="sm"
      variant="unstyled"
      aria-label={t('journeyEditor.name')}
      value={typed ?? name}
      maxLength={200}
      readOnly={readOnly}
      data-testid="journey-name"
      onChange={(event) => {
        const next = event.currentTarget.value;
        type(next);
        // A journey is never without a name; an emptied field is put back when it is left.
        if (next.trim()) change({ do: 'title', name: next }, 'title');
      }}
      onBlur={() => {
        type(undefined);
        endGesture();
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
