import { useReactFlow } from '@xyflow/react';
import { useCanvasModel } from './canvas-context.js';
import type { PortRef } from './document.js';

/** Opens the picker under an element of the canvas, for what is to follow a port. */
export function useOpenPicker(): (under: Element, after: PortRef) => void {
  const { store } = useCanvasModel();
  const flow = useReactFlow();
  return (under, after) => {
    const { left, bottom } = under.getBoundingClientRect();
    const at = { x: left, y: bottom + 4 };
    store.getState().pick({ at, place: flow.screenToFlowPosition(at), after });
  };
}
