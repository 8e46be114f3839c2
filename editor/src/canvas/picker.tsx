import { FocusTrap } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import type { NodeType } from '@sojourn/journey';
import { useTranslation } from 'react-i18next';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import type { Picking } from './canvas-store.js';
import { focusNode } from './focus-node.js';
import { place } from './gestures.js';
import style from './picker.module.css';
import { TypeList } from './type-list.js';
import { useReveal } from './use-look-at.js';

const SIZE = { width: 300, height: 380 };

/** The list of node types that opens where something is to be added. */
export function Picker() {
  const picking = useCanvas((state) => state.picking);
  return picking ? <Open key={`${picking.at.x},${picking.at.y}`} picking={picking} /> : null;
}

function Open({ picking }: { picking: Picking }) {
  const model = useCanvasModel();
  const { t } = useTranslation();
  const reveal = useReveal();
  const empty = useCanvas(({ history }) => history.present.nodes.length === 0);
  const close = () => model.store.getState().pick(undefined);
  const outside = useClickOutside<HTMLDivElement>(close);
  const types = [...model.registry.values()].filter((type) => (picking.after ? !type.trigger : !empty || type.trigger));

  function choose(type: NodeType): void {
    close();
    reveal(place(model, type, { after: picking.after, at: picking.place }));
  }

  return (
    <FocusTrap>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes a dialog from anywhere inside */}
      <div
        ref={outside}
        className={style.picker}
        style={inSight(picking.at)}
        role="dialog"
        aria-label={t('canvas.pick')}
        data-testid="picker"
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
          if (picking.after) focusNode(picking.after.from);
        }}
      >
        <TypeList types={types} choose={choose} roomy autoFocus />
      </div>
    </FocusTrap>
  );
}

function inSight({ x, y }: { x: number; y: number }) {
  return {
    left: Math.max(8, Math.min(x, window.innerWidth - SIZE.width - 8)),
    top: Math.max(8, Math.min(y, window.innerHeight - SIZE.height - 8)),
    width: SIZE.width,
    maxHeight: SIZE.height,
  };
}
