import {
  useReactFlow,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type ReactFlowProps,
} from '@xyflow/react';
import { useMemo } from 'react';
import { useCanvasModel } from './canvas-context.js';
import type { Position } from './document.js';
import type { CardNode, JourneyEdge } from './flow-elements.js';

type Handlers = Pick<
  ReactFlowProps<CardNode, JourneyEdge>,
  | 'onNodesChange'
  | 'onEdgesChange'
  | 'onNodeDragStop'
  | 'onSelectionDragStop'
  | 'onConnect'
  | 'onConnectEnd'
  | 'isValidConnection'
  | 'onEdgeMouseEnter'
  | 'onEdgeMouseLeave'
  | 'onDoubleClick'
>;

/** What the mouse does on the drawing, told to the document. */
export function useFlowGestures(): Handlers {
  const { store, readOnly, reading } = useCanvasModel();
  const flow = useReactFlow<CardNode, JourneyEdge>();
  return useMemo(() => {
    const { change, select, drag, dropDragged, hover, pick } = store.getState();
    const takesEdges = (id: string | null) => {
      const node = store.getState().history.present.nodes.find((each) => each.id === id);
      return node !== undefined && !reading(node).type?.trigger;
    };
    const connect = (from: string, port: string, to: string) => {
      if (takesEdges(to)) change({ do: 'connect', edge: { from, port, to } });
    };
    return {
      onNodesChange: (changes) => {
        const moved = movedTo(changes);
        if (Object.keys(moved).length > 0 && !readOnly) drag(moved);
        const { selectedNodes, selectedEdges } = store.getState();
        select(chosen(selectedNodes, changes), selectedEdges);
      },
      onEdgesChange: (changes) => {
        const { selectedNodes, selectedEdges } = store.getState();
        select(selectedNodes, chosen(selectedEdges, changes));
      },
      onNodeDragStop: dropDragged,
      onSelectionDragStop: dropDragged,
      isValidConnection: ({ source, target }) => source !== target && takesEdges(target),
      onConnect: ({ source, sourceHandle, target }: Connection) => connect(source, sourceHandle ?? 'next', target),
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
        const { fromNode, fromHandle } = state;
        if (state.isValid || readOnly || !fromNode || fromHandle?.type !== 'source' || !fromHandle.id) return;
        const point = 'changedTouches' in event ? event.changedTouches[0]! : event;
        const at = { x: point.clientX, y: point.clientY };
        const under = document.elementFromPoint(at.x, at.y);
        const card = under?.closest<HTMLElement>('.react-flow__node');
        // A card is a large target: whoever lets go anywhere on it means it.
        if (card?.dataset.id) connect(fromNode.id, fromHandle.id, card.dataset.id);
        else if (under?.closest('.react-flow__pane')) {
          pick({ at, place: flow.screenToFlowPosition(at), after: { from: fromNode.id, port: fromHandle.id } });
        }
      },
      onEdgeMouseEnter: (_, { id }) => hover(id),
      onEdgeMouseLeave: () => hover(undefined),
      onDoubleClick: ({ clientX: x, clientY: y, target }) => {
        const onPane = (target as Element).classList.contains('react-flow__pane');
        if (onPane && !readOnly) pick({ at: { x, y }, place: flow.screenToFlowPosition({ x, y }) });
      },
    };
  }, [store, readOnly, reading, flow]);
}

function movedTo(changes: readonly NodeChange<CardNode>[]): Record<string, Position> {
  const moved: Record<string, Position> = {};
  for (const each of changes) if (each.type === 'position' && each.position) moved[each.id] = each.position;
  return moved;
}

function chosen(
  before: ReadonlySet<string>,
  changes: readonly (NodeChange<CardNode> | EdgeChange<JourneyEdge>)[],
): ReadonlySet<string> {
  const selections = changes.filter((each) => each.type === 'select');
  if (selections.length === 0) return before;
  const after = new Set(before);
  for (const { id, selected } of selections) {
    if (selected) after.add(id);
    else after.delete(id);
  }
  return after;
}
