import type { NodeType } from '@sojourn/journey';
import { useReactFlow } from '@xyflow/react';
import { useRef, useState, type PointerEvent as ReactPointerEvent } from 'react';
import { useCanvasModel } from './canvas-context.js';
import type { PortRef, Position } from './document.js';
import { focusNode } from './focus-node.js';
import { place } from './gestures.js';
import { portOf } from './graph.js';

/** Further than this, pressing is dragging. */
const SLACK = 5;

/**
 * Dragging a node type onto the canvas, by pointer events, so that it works with a mouse, a pen and a finger alike.
 * Dropped on an edge or on an open port's "+" the node is inserted there, elsewhere it lies loose.
 */
export function usePaletteDrag() {
  const model = useCanvasModel();
  const flow = useReactFlow();
  const [ghost, setGhost] = useState<{ type: NodeType; at: Position }>();
  const dragged = useRef(false);

  function grab(type: NodeType, { clientX, clientY, button }: ReactPointerEvent): void {
    if (button !== 0) return;
    dragged.current = false;
    const { aim } = model.store.getState();
    const stop = new AbortController();
    const move = (event: PointerEvent) => {
      const at = { x: event.clientX, y: event.clientY };
      if (Math.hypot(at.x - clientX, at.y - clientY) > SLACK) dragged.current = true;
      if (!dragged.current) return;
      setGhost({ type, at });
      aim(type.trigger ? undefined : portUnder(at)?.edge);
    };
    const end = (event?: PointerEvent) => {
      stop.abort();
      setGhost(undefined);
      aim(undefined);
      if (!event || !dragged.current) return;
      const at = { x: event.clientX, y: event.clientY };
      if (!document.elementFromPoint(at.x, at.y)?.closest('[data-canvas]')) return;
      const spot = flow.screenToFlowPosition(at);
      focusNode(place(model, type, { after: portUnder(at)?.port, at: { x: spot.x, y: spot.y - 40 }, exact: true }));
    };
    const { signal } = stop;
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', end, { signal });
    window.addEventListener('pointercancel', () => end(), { signal });
    window.addEventListener('keydown', (event) => event.key === 'Escape' && end(), { signal, capture: true });
  }

  return { ghost, grab, wasDragged: () => dragged.current };
}

/** The edge or the open port at a point of the screen. */
function portUnder({ x, y }: Position): { port: PortRef; edge?: string } | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const edge =
      element.closest<HTMLElement>('.react-flow__edge')?.dataset.id ??
      element.closest<HTMLElement>('[data-edge]')?.dataset.edge;
    if (edge) return { port: portOf(edge), edge };
    const port = element.closest<HTMLElement>('[data-port]')?.dataset.port;
    if (port) return { port: portOf(port) };
  }
  return undefined;
}
