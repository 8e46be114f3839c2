import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';
import { CARD } from './card-size.js';
import { useCanvasModel } from './canvas-context.js';
import { focusNode } from './focus-node.js';

/** Selects a node, brings it into sight where it is not, and gives it the keyboard's focus. */
export function useLookAt(): (id: string, how?: { focus?: boolean; select?: boolean; keepZoom?: boolean }) => void {
  const { store, reading } = useCanvasModel();
  const flow = useReactFlow();
  const view = useStoreApi();
  return useCallback(
    (id, { focus = true, select = true, keepZoom = false } = {}) => {
      const node = store.getState().history.present.nodes.find((each) => each.id === id);
      if (!node) return;
      if (select) store.getState().select([id]);
      const { x, y } = node.position ?? { x: 0, y: 0 };
      const size = reading(node).width;
      const { width, height } = view.getState();
      const { x: left, y: top, zoom } = flow.getViewport();
      const screen = { x: x * zoom + left, y: y * zoom + top };
      const inSight =
        screen.x >= 0 && screen.y >= 0 && screen.x + size * zoom <= width && screen.y + CARD.height * zoom <= height;
      if (!inSight || (zoom < 0.5 && !keepZoom)) {
        void flow.setCenter(x + size / 2, y + CARD.height / 2, { zoom: keepZoom ? zoom : Math.max(zoom, 0.8) });
      }
      if (focus) focusNode(id);
    },
    [store, reading, flow, view],
  );
}

/** Shows a node that was just placed, once the panel that opens for it has taken its room. */
export function useReveal(): (id: string) => void {
  const lookAt = useLookAt();
  return useCallback(
    (id) => {
      focusNode(id);
      setTimeout(() => lookAt(id, { keepZoom: true }), 80);
    },
    [lookAt],
  );
}
