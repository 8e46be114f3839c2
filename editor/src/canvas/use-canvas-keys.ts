import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvasModel } from './canvas-context.js';
import type { CanvasModel } from './canvas-store.js';
import { duplicateSelected, portAfterSelection, removeSelected, tidy } from './gestures.js';
import { neighbour, type Direction } from './neighbour.js';
import { useLookAt } from './use-look-at.js';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const STEP = 16;

/** The canvas by keyboard. Keys are heard on the whole page, but never from inside a field, a menu or a dialog. */
export function useCanvasKeys({ openSettings }: { openSettings: () => void }): void {
  const model = useCanvasModel();
  const flow = useReactFlow();
  const lookAt = useLookAt();
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const control = event.ctrlKey || event.metaKey;
      if (control && event.key.toLowerCase() === 'k') return done(event, () => model.store.getState().open('find'));
      if (elsewhere(event.target)) return;
      const act = control ? withControl(event, model) : alone(event);
      if (act) done(event, act);
    }

    function alone(event: KeyboardEvent): (() => void) | undefined {
      const { selectedNodes, select, open } = model.store.getState();
      const direction = ARROWS[event.key];
      if (direction) return event.shiftKey ? () => nudge(model, direction) : walk(direction);
      switch (event.key) {
        case 'Delete':
        case 'Backspace':
          return model.readOnly ? undefined : () => removeSelected(model);
        case 'Enter':
          return selectedNodes.size === 1 && onCanvas(event.target) ? openSettings : undefined;
        case 'Escape':
          return selectedNodes.size > 0 ? () => select([]) : undefined;
        case '+':
        case '=':
          return () => void flow.zoomIn();
        case '-':
          return () => void flow.zoomOut();
        case '0':
          return () => void flow.fitView({ padding: 0.15, maxZoom: 1 });
        case 'T':
          return model.readOnly ? undefined : () => void tidy(model);
        case 'a':
        case '/':
          return model.readOnly ? undefined : add;
        case '?':
          return () => open('keys');
        default:
          return undefined;
      }
    }

    function walk(direction: Direction): (() => void) | undefined {
      const { history, selectedNodes } = model.store.getState();
      const [from] = selectedNodes;
      const first = history.present.nodes[0]?.id;
      const to = from ? neighbour(history.present, from, direction, model.reading) : first;
      return to ? () => lookAt(to) : undefined;
    }

    function add(): void {
      const after = portAfterSelection(model);
      const [selected] = model.store.getState().selectedNodes;
      const card = selected && document.querySelector(`.react-flow__node[data-id="${selected}"]`);
      const frame = (card || document.querySelector('[data-canvas]'))?.getBoundingClientRect();
      const at = {
        x: (frame?.left ?? 0) + (card ? 0 : 40),
        y: (card ? (frame?.bottom ?? 0) : (frame?.top ?? 0) + 32) + 8,
      };
      model.store.getState().pick({ at, place: flow.screenToFlowPosition(at), after });
    }

    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [model, flow, lookAt, openSettings]);
}

function withControl(event: KeyboardEvent, model: CanvasModel): (() => void) | undefined {
  const { undo, redo, select, history } = model.store.getState();
  switch (event.key.toLowerCase()) {
    case 'z':
      return event.shiftKey ? redo : undo;
    case 'y':
      return redo;
    case 'a':
      return () => select(history.present.nodes.map(({ id }) => id));
    case 'd':
      return model.readOnly ? undefined : () => duplicateSelected(model);
    default:
      return undefined;
  }
}

function nudge({ store, readOnly }: CanvasModel, direction: Direction): void {
  if (readOnly) return;
  const { history, selectedNodes, change } = store.getState();
  const by = { up: [0, -STEP], down: [0, STEP], left: [-STEP, 0], right: [STEP, 0] }[direction] as [number, number];
  const to = history.present.nodes
    .filter(({ id }) => selectedNodes.has(id))
    .map(({ id, position }) => [id, { x: (position?.x ?? 0) + by[0], y: (position?.y ?? 0) + by[1] }]);
  change({ do: 'move', to: Object.fromEntries(to) }, `nudge ${[...selectedNodes].join(' ')}`);
}

function done(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}

/** Whether a key belongs to a field, a menu or a dialog rather than to the canvas. */
export function elsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
    ) !== null
  );
}

function onCanvas(target: EventTarget | null): boolean {
  return target instanceof Element && (target.classList.contains('react-flow__node') || target === document.body);
}
