import { useMemo } from 'react';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import { FlowElements, type CardNode, type JourneyEdge } from './flow-elements.js';
import { useNodeLabel } from './node-words.js';

/** The document, the selection and the drag that is going on, as React Flow wants them. */
export function useDrawing(): { nodes: CardNode[]; edges: JourneyEdge[] } {
  const { reading } = useCanvasModel();
  const label = useNodeLabel();
  const elements = useMemo(() => new FlowElements(reading, label), [reading, label]);
  const journey = useCanvas((state) => state.history.present);
  const selectedNodes = useCanvas((state) => state.selectedNodes);
  const selectedEdges = useCanvas((state) => state.selectedEdges);
  const dragged = useCanvas((state) => state.dragged);
  const counts = useCanvas((state) => state.counts !== undefined);
  return {
    nodes: useMemo(
      () => elements.nodesOf(journey, { selected: selectedNodes, dragged, counts }),
      [elements, journey, selectedNodes, dragged, counts],
    ),
    edges: useMemo(() => elements.edgesOf(journey, selectedEdges), [elements, journey, selectedEdges]),
  };
}
