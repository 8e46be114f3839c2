import { useStore } from '@xyflow/react';

/** Whether the drawing is so small that cards can only show an icon and a count. */
export function useFar(): boolean {
  return useStore((state) => state.transform[2] < 0.42);
}
