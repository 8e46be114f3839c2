import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  getViewportForBounds,
  MiniMap,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMantineColorScheme } from '@mantine/core';
import { later } from '../ui/later.js';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import style from './canvas.module.css';
import { EmptyCanvas } from './empty-canvas.js';
import type { CardNode, JourneyEdge as DrawnEdge } from './flow-elements.js';
import { JourneyEdge } from './journey-edge.js';
import { NodeCard } from './node-card.js';
import { groupColour } from './node-icon.js';
import { Picker } from './picker.js';
import { Toolbar } from './toolbar.js';
import { useDrawing } from './use-drawing.js';
import { useFar } from './use-far.js';
import { useKeepInSight } from './use-keep-in-sight.js';
import { useFlowGestures } from './use-flow-gestures.js';

const KeepBranch = later(() => import('./keep-branch.js'), 'KeepBranch');
const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { journey: JourneyEdge };
/** Past this many nodes only what is in sight is kept in the page. */
const MANY = 150;
/** Smaller than this, words cannot be read. */
const READABLE = 0.6;

/** The drawing of a journey. It draws the document and turns gestures into changes; it owns nothing. */
export function Canvas() {
  const { readOnly, reading } = useCanvasModel();
  const { nodes, edges } = useDrawing();
  const gestures = useFlowGestures();
  const { t } = useTranslation();
  const { colorScheme } = useMantineColorScheme();
  const far = useFar();
  useKeepInSight();
  const removing = useCanvas((state) => state.removing);
  const lit = useCanvas((state) => state.lit !== undefined);
  return (
    <div
      className={style.canvas}
      data-canvas
      data-far={far || undefined}
      data-lit={lit || undefined}
      data-testid="canvas"
    >
      <ReactFlow<CardNode, DrawnEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        {...gestures}
        onInit={firstLook}
        colorMode={colorScheme === 'auto' ? 'system' : colorScheme}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        connectOnClick={false}
        connectionRadius={32}
        deleteKeyCode={null}
        disableKeyboardA11y
        edgesFocusable={false}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={[8, 8]}
        minZoom={0.1}
        maxZoom={1.5}
        onlyRenderVisibleElements={nodes.length > MANY}
        elevateNodesOnSelect={false}
        aria-label={t('canvas.label')}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('canvas.how'), 'minimap.ariaLabel': t('canvas.map') }}
      >
        <Background
          variant={BackgroundVariant.Dots}
          gap={24}
          size={1.5}
          color="var(--line-strong)"
          bgColor="transparent"
        />
        {nodes.length > 0 && (
          <MiniMap<CardNode>
            pannable
            zoomable
            className={style.map}
            nodeColor={({ data }) => groupColour(reading(data.node).type)}
            nodeBorderRadius={8}
            bgColor="var(--surface)"
            maskColor="color-mix(in srgb, var(--ground) 70%, transparent)"
          />
        )}
        <Toolbar />
      </ReactFlow>
      {nodes.length === 0 && !readOnly && <EmptyCanvas />}
      {!readOnly && <Picker />}
      <Suspense>{removing && <KeepBranch key={removing.forks.join()} removing={removing} />}</Suspense>
    </div>
  );
}

/** The first look: all of it where that is readable, else its beginning. */
function firstLook(flow: ReactFlowInstance<CardNode, DrawnEdge>): void {
  const nodes = flow.getNodes();
  const frame = document.querySelector('[data-canvas]');
  // Asked of an empty drawing, "fit" would jump when the first card comes.
  if (nodes.length === 0 || !frame) return;
  const { clientWidth: width, clientHeight: height } = frame;
  const view = getViewportForBounds(flow.getNodesBounds(nodes), width, height, 0.1, 1, 0.15);
  const first = nodes.toSorted((a, b) => a.position.y - b.position.y)[0]!;
  if (view.zoom >= READABLE) void flow.setViewport(view);
  else void flow.setCenter(first.position.x + 120, first.position.y + height / 2 / 0.8 - 60, { zoom: 0.8 });
}
