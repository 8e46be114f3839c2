import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortNumbers } from '../ui/number.js';
import { useWords } from '../words/language.js';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import type { JourneyEdge as Drawn } from './flow-elements.js';
import style from './journey-edge.module.css';
import { useNodeTitle } from './node-words.js';
import { useOpenPicker } from './open-picker.js';

/** A way from a port to the next node: the port's name near its start, a "+" in its middle on hover and on focus. */
export const JourneyEdge = memo(function JourneyEdge(props: EdgeProps<Drawn>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const lit = useCanvas((state) => (state.lit ? (state.lit.edges.has(id) ? 'lit' : 'faded') : undefined));
  const [path, middleX, middleY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 10,
  });
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={24}
        className={style.path}
        data-selected={selected || undefined}
        data-lit={lit}
      />
      <EdgeLabelRenderer>
        {data && <Chip edge={id} data={data} x={sourceX} y={sourceY} lit={lit} />}
        {data && <Between edge={id} data={data} x={middleX} y={middleY} />}
      </EdgeLabelRenderer>
    </>
  );
});

type Data = NonNullable<Drawn['data']>;

function Chip({ edge, data, x, y, lit }: { edge: string; data: Data; x: number; y: number; lit?: string }) {
  const { reading } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const write = useShortNumbers();
  const left = useCanvas((state) => state.counts?.[data.from.id]?.left[data.port]);
  const port = reading(data.from).ports.find(({ id }) => id === data.port);
  const label = port ? (port.id === 'next' ? undefined : words(port.label)) : data.port;
  if (!label && !left) return null;
  return (
    <div
      className={style.chip}
      style={{ transform: `translate(-50%, 0) translate(${x}px, ${y + 8}px)` }}
      data-lit={lit}
      data-testid="edge-chip"
      data-edge={edge}
    >
      {label && <span className={style.label}>{label}</span>}
      {left !== undefined && left > 0 && (
        <span className="numbers" title={t('canvas.left', { count: left })}>
          {write(left)}
        </span>
      )}
    </div>
  );
}

function Between({ edge, data, x, y }: { edge: string; data: Data; x: number; y: number }) {
  const { readOnly, store } = useCanvasModel();
  const { t } = useTranslation();
  const title = useNodeTitle();
  const openPicker = useOpenPicker();
  const hovered = useCanvas((state) => state.hoveredEdge === edge);
  const shown = useCanvas((state) => hovered || state.selectedEdges.has(edge) || state.dropEdge === edge);
  if (readOnly) return null;
  return (
    <button
      type="button"
      className={`${style.plus} nodrag nopan`}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      data-shown={shown || undefined}
      data-testid="edge-plus"
      data-edge={edge}
      aria-label={t('canvas.addBetween', { from: title(data.from), to: title(data.to) })}
      onFocus={() => store.getState().select([], [edge])}
      onPointerEnter={() => store.getState().hover(edge)}
      onPointerLeave={() => store.getState().hover(undefined)}
      onClick={(event) => openPicker(event.currentTarget, { from: data.from.id, port: data.port })}
    >
      <IconPlus size={14} aria-hidden />
    </button>
  );
}
