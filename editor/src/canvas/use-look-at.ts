import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';
import { CARD } from './card-size.js';
import { useCanvasModel } from './canvas-context.js';
import { focusNode } from './focus-node.js';

const AIR = 24;

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
      const by = shiftInto(
        { x: screen.x, y: screen.y, width: size * zoom, height: (CARD.height + CARD.foot) * zoom },
        { width, height },
      );
      const far = Math.abs(by.x) > width / 2 || Math.abs(by.y) > height / 2;
      if (far || (zoom < 0.5 && !keepZoom)) {
        void flow.setCenter(x + size / 2, y + CARD.height / 2, { zoom: keepZoom ? zoom : Math.max(zoom, 0.8) });
      } else if (by.x !== 0 || by.y !== 0) void flow.setViewport({ x: left + by.x, y: top + by.y, zoom });
      if (focus) focusNode(id);
    },
    [store, reading, flow, view],
  );
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The smallest move that brings a box into a frame, with some air around it. */
function shiftInto({ x, y, width, height }: Box, frame: { width: number; height: number }): { x: number; y: number } {
  const along = (start: number, length: number, room: number) =>
    start < AIR ? AIR - start : Math.min(0, room - AIR - start - length);
  return { x: along(x, width, frame.width), y: along(y, height, frame.height) };
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
