import { ActionIcon } from '@mantine/core';
import type { NodeType } from '@sojourn/journey';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { useReactFlow } from '@xyflow/react';
import { useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useWords } from '../words/language.js';
import { useCanvasModel } from './canvas-context.js';
import { place, portAfterSelection } from './gestures.js';
import { NodeIcon } from './node-icon.js';
import style from './palette.module.css';
import { TypeList } from './type-list.js';
import { useReveal } from './use-look-at.js';
import { usePaletteDrag } from './use-palette-drag.js';

const REMEMBERED = 'sojourn.palette';

/** Every node type, at the canvas's left: drag one onto the canvas, or choose one to follow the selected node. */
export function Palette() {
  const model = useCanvasModel();
  const flow = useReactFlow();
  const { t } = useTranslation();
  const words = useWords();
  const reveal = useReveal();
  const [open, setOpen] = useState(localStorage.getItem(REMEMBERED) !== 'closed');
  const { ghost, grab, wasDragged } = usePaletteDrag();
  const input = useRef<HTMLInputElement>(null);

  function choose(type: NodeType): void {
    if (wasDragged()) return;
    const middle = document.querySelector('[data-canvas]')?.getBoundingClientRect();
    const at = flow.screenToFlowPosition({
      x: (middle?.left ?? 0) + (middle?.width ?? 0) / 2,
      y: (middle?.top ?? 0) + 96,
    });
    reveal(place(model, type, { after: portAfterSelection(model), at }));
  }

  function toggle(): void {
    localStorage.setItem(REMEMBERED, open ? 'closed' : 'open');
    setOpen(!open);
  }

  if (!open) {
    return (
      <ActionIcon
        className={style.show}
        variant="default"
        size={32}
        aria-label={t('canvas.paletteShow')}
        onClick={toggle}
      >
        <IconLayoutSidebarLeftExpand size={18} stroke={1.5} />
      </ActionIcon>
    );
  }
  return (
    <aside className={style.palette} aria-label={t('canvas.palette')} data-testid="palette">
      <header className={style.head}>
        <span>{t('canvas.palette')}</span>
        <ActionIcon aria-label={t('canvas.paletteHide')} onClick={toggle}>
          <IconLayoutSidebarLeftCollapse size={18} stroke={1.5} />
        </ActionIcon>
      </header>
      <TypeList types={[...model.registry.values()]} choose={choose} grab={grab} input={input} />
      <p className={style.how}>{t('canvas.paletteHow')}</p>
      {ghost &&
        createPortal(
          <div className={style.ghost} style={{ left: ghost.at.x, top: ghost.at.y }} aria-hidden>
            <NodeIcon type={ghost.type} />
            {words(ghost.type.title)}
          </div>,
          document.body,
        )}
    </aside>
  );
}
