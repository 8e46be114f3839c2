import { ActionIcon, Divider } from '@mantine/core';
import { Panel, useReactFlow } from '@xyflow/react';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconFocusCentered,
  IconKeyboard,
  IconMinus,
  IconPlus,
  IconSitemap,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import { tidy } from './gestures.js';
import style from './toolbar.module.css';

/** Undo, zoom and tidying, at the canvas's lower left. */
export function Toolbar() {
  const model = useCanvasModel();
  const flow = useReactFlow();
  const { t } = useTranslation();
  const past = useCanvas(({ history }) => history.past.length > 0);
  const future = useCanvas(({ history }) => history.future.length > 0);
  const { undo, redo, open } = model.store.getState();
  return (
    <Panel position="bottom-left" className={style.bar}>
      {!model.readOnly && (
        <>
          <Tool icon={IconArrowBackUp} label={t('canvas.undo')} keys="Ctrl Z" off={!past} act={undo} />
          <Tool icon={IconArrowForwardUp} label={t('canvas.redo')} keys="Ctrl ⇧ Z" off={!future} act={redo} />
          <Tool icon={IconSitemap} label={t('canvas.tidy')} keys="⇧ T" act={() => void tidy(model)} />
          <Divider orientation="vertical" />
        </>
      )}
      <Tool icon={IconMinus} label={t('canvas.zoomOut')} keys="−" act={() => void flow.zoomOut()} />
      <Tool icon={IconPlus} label={t('canvas.zoomIn')} keys="+" act={() => void flow.zoomIn()} />
      <Tool
        icon={IconFocusCentered}
        label={t('canvas.fit')}
        keys="0"
        act={() => void flow.fitView({ padding: 0.15, maxZoom: 1 })}
      />
      {!model.readOnly && <Tool icon={IconKeyboard} label={t('canvas.keys')} keys="?" act={() => open('keys')} />}
    </Panel>
  );
}

function Tool({
  icon: Picture,
  label,
  keys,
  off,
  act,
}: {
  icon: Icon;
  label: string;
  keys: string;
  off?: boolean;
  act: () => void;
}) {
  return (
    <ActionIcon aria-label={label} title={`${label} (${keys})`} size={30} disabled={off} onClick={act}>
      <Picture size={17} stroke={1.75} />
    </ActionIcon>
  );
}
