import { useStore } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvasModel } from './canvas-context.js';
import { useLookAt } from './use-look-at.js';

/** When a panel takes a part of the canvas, the node it is about stays in sight. */
export function useKeepInSight(): void {
  const { store } = useCanvasModel();
  const lookAt = useLookAt();
  const width = useStore((state) => state.width);
  useEffect(() => {
    const [only, ...others] = store.getState().selectedNodes;
    if (only && others.length === 0) lookAt(only, { focus: false, select: false, keepZoom: true });
  }, [store, lookAt, width]);
}
