import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { JourneyNode, Port } from '@sojourn/journey';
import { Handle, Position as Side, type NodeProps } from '@xyflow/react';
import { IconAlertTriangle, IconCircleX, IconPlus, IconUsers } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortNumbers } from '../ui/number.js';
import { useWords } from '../words/language.js';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import { INTO, portShare, type CardNode } from './flow-elements.js';
import { edgeId } from './graph.js';
import { faultsByNode, takenPorts } from './lookups.js';
import { groupColour, NodeIcon } from './node-icon.js';
import style from './node-card.module.css';
import { useNodeSentence, useNodeTitle } from './node-words.js';
import { useOpenPicker } from './open-picker.js';

/** One node as the operator reads it: what it is called, what it does in words, what is wrong, who is there. */
export const NodeCard = memo(function NodeCard({ data: { node }, selected }: NodeProps<CardNode>) {
  const { reading } = useCanvasModel();
  const { t } = useTranslation();
  const title = useNodeTitle()(node);
  const { type, ports } = reading(node);
  const sentence = useNodeSentence()(node);
  const lit = useCanvas((state) =>
    state.lit
      ? state.lit.current === node.id
        ? 'current'
        : state.lit.nodes.has(node.id)
          ? 'lit'
          : 'faded'
      : undefined,
  );
  return (
    <div
      className={style.card}
      data-selected={selected || undefined}
      data-lit={lit}
      data-testid="node-card"
      data-node={node.id}
      style={{ '--group': groupColour(type), '--group-soft': groupColour(type, true) } as React.CSSProperties}
    >
      {!type?.trigger && <Handle type="target" id={INTO} position={Side.Top} className={style.handle} />}
      <div className={style.body}>
        <span className={style.icon}>
          <NodeIcon type={type} size={18} />
        </span>
        <span className={style.text}>
          <span className={style.title} title={title}>
            {title}
          </span>
          <span className={style.sentence} data-empty={!sentence || undefined}>
            {sentence ?? t(type ? 'canvas.notReady' : 'canvas.unknownType', { type: node.type })}
          </span>
        </span>
        <Badge node={node.id} />
      </div>
      <Counts node={node} title={title} />
      {ports.map((port, index) => (
        <PortHandle key={port.id} node={node} port={port} index={index} of={ports.length} title={title} />
      ))}
    </div>
  );
});

function Badge({ node }: { node: string }) {
  const { t } = useTranslation();
  const errors = useCanvas(({ problems }) => faultsByNode(problems).get(node)?.errors ?? 0);
  const warnings = useCanvas(({ problems }) => faultsByNode(problems).get(node)?.warnings ?? 0);
  if (errors > 0) {
    return (
      <span
        className={style.badge}
        data-kind="error"
        title={t('canvas.errors', { count: errors })}
        data-testid="node-errors"
      >
        <IconCircleX size={14} aria-hidden />
        <span>{errors}</span>
      </span>
    );
  }
  if (warnings === 0) return null;
  return (
    <span className={style.badge} data-kind="warning" title={t('canvas.warnings', { count: warnings })}>
      <IconAlertTriangle size={14} aria-hidden />
    </span>
  );
}

/** Who is here now, in bold; how many came, how many failed. A click shows who they are. */
function Counts({ node, title }: { node: JourneyNode; title: string }) {
  const { showPeople } = useCanvasModel();
  const { t } = useTranslation();
  const write = useShortNumbers();
  const shown = useCanvas((state) => state.counts !== undefined);
  const counts = useCanvas((state) => state.counts?.[node.id]);
  if (!shown) return null;
  const { waiting, entered, failed } = counts ?? { waiting: 0, entered: 0, failed: 0 };
  return (
    <UnstyledButton
      className={`${style.counts} nodrag numbers`}
      data-testid="node-counts"
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        showPeople?.(node.id);
      }}
    >
      <VisuallyHidden>{t('canvas.peopleAt', { node: title })} </VisuallyHidden>
      <span className={style.waiting} data-none={waiting === 0 || undefined} title={t('canvas.inside')}>
        <IconUsers size={13} aria-hidden />
        {write(waiting)}
      </span>
      <span className={style.entered} title={t('canvas.entered')}>
        {t('canvas.entered')} {write(entered)}
      </span>
      {failed > 0 && (
        <span className={style.failed} title={t('canvas.failed')}>
          {t('canvas.failed')} {write(failed)}
        </span>
      )}
    </UnstyledButton>
  );
}

/** A way out. While nothing follows, a "+" hangs under it: click to choose what follows, drag to connect. */
function PortHandle({
  node,
  port,
  index,
  of,
  title,
}: {
  node: JourneyNode;
  port: Port;
  index: number;
  of: number;
  title: string;
}) {
  const { readOnly } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const openPicker = useOpenPicker();
  const connected = useCanvas(({ history }) =>
    takenPorts(history.present.edges).has(edgeId({ from: node.id, port: port.id })),
  );
  return (
    <Handle
      type="source"
      id={port.id}
      position={Side.Bottom}
      className={style.handle}
      style={{ left: portShare(index, of) }}
      isConnectable={!readOnly}
      data-testid="port"
      data-port={edgeId({ from: node.id, port: port.id })}
    >
      {!connected && (
        <span className={style.open} data-required={port.required || undefined}>
          {port.id !== 'next' && <span className={style.portName}>{words(port.label)}</span>}
          {!readOnly && (
            <button
              type="button"
              className={style.plus}
              tabIndex={-1}
              aria-label={t('canvas.addAfter', { port: words(port.label), node: title })}
              onClick={(event) => {
                // Adding after a card does not select it.
                event.stopPropagation();
                openPicker(event.currentTarget, { from: node.id, port: port.id });
              }}
            >
              <IconPlus size={12} aria-hidden />
            </button>
          )}
        </span>
      )}
    </Handle>
  );
}
