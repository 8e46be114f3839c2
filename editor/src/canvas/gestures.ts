import type { NodeType } from '@sojourn/journey';
import type { CanvasModel } from './canvas-store.js';
import { clip, unclip, type PasteFault } from './clipboard.js';
import type { PortRef, Position } from './document.js';
import { portOf } from './graph.js';
import { insertAfter, insertAt, portAfter } from './insertion.js';
import { forksAmong } from './removal.js';

/** Places a new node: under a port, or loose near a place. It is selected, so that the next one follows it. */
export function place(
  { store, reading }: CanvasModel,
  type: NodeType,
  where: { after?: PortRef; at: Position; exact?: boolean },
): string {
  const { history, change, select } = store.getState();
  const under = where.after && !type.trigger ? where.after : undefined;
  const { id, change: made } = under
    ? insertAfter(history.present, type, under, reading)
    : insertAt(history.present, type, where.at, reading, { exact: where.exact });
  change(made);
  select([id]);
  return id;
}

/** The port "after the selected node": of the only selected node. */
export function portAfterSelection({ store, reading }: CanvasModel): PortRef | undefined {
  const { history, selectedNodes } = store.getState();
  if (selectedNodes.size !== 1) return undefined;
  const node = history.present.nodes.find(({ id }) => selectedNodes.has(id));
  return node && portAfter(history.present, node, reading);
}

/** Removes what is selected. Where a split goes, asks first which branch to keep. */
export function removeSelected(model: CanvasModel): void {
  const { selectedNodes, selectedEdges } = model.store.getState();
  remove(model, [...selectedNodes], [...selectedEdges].map(portOf));
}

export function remove({ store }: CanvasModel, nodes: readonly string[], edges: readonly PortRef[] = []): void {
  const { history, change, select, ask } = store.getState();
  if (nodes.length === 0 && edges.length === 0) return;
  const forks = forksAmong(history.present, new Set(nodes));
  if (forks.length > 0) {
    ask({ nodes, edges, forks });
    return;
  }
  change({ do: 'remove', nodes, edges });
  select([]);
}

/** The selected nodes as text for the clipboard; `undefined` where nothing is selected. */
export function copySelected({ store }: CanvasModel): string | undefined {
  const { history, selectedNodes } = store.getState();
  return selectedNodes.size === 0 ? undefined : clip(history.present, selectedNodes);
}

/** Pastes nodes from text and selects them; says why where it cannot. */
export function paste({ store }: CanvasModel, text: string, at?: Position): PasteFault | undefined {
  const { history, change, select } = store.getState();
  const result = unclip(text, history.present, at);
  if ('fault' in result) return result.fault;
  change({ do: 'paste', ...result });
  select(result.nodes.map(({ id }) => id));
  return undefined;
}

export function duplicateSelected(model: CanvasModel): void {
  const text = copySelected(model);
  if (text) paste(model, text);
}

/** Lays the whole journey out afresh. The layout engine is loaded when it is first wanted. */
export async function tidy({ store, reading }: CanvasModel): Promise<void> {
  const { tidied } = await import('./tidy.js');
  const { history, change } = store.getState();
  const byId = new Map(history.present.nodes.map((node) => [node.id, reading(node)]));
  const to = tidied(
    history.present,
    (id) => byId.get(id)!.width,
    (id, port) => byId.get(id)!.ports.findIndex((each) => each.id === port),
  );
  change({ do: 'move', to });
}
