import type { CountsReply } from '@sojourn/api';
import type { Journey, NodeRegistry, Problem, Surroundings } from '@sojourn/journey';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Change, PortRef, Position } from './document.js';
import { beginHistory, endGesture, perform, redo, undo, type History } from './history.js';
import { readingOf, type Reading } from './reading.js';

const NOBODY: ReadonlySet<string> = new Set();

/** Where the picker is open, and what is to happen with what is picked there. */
export interface Picking {
  /** On screen, relative to the canvas. */
  at: Position;
  /** On the drawing: where a loose node goes. */
  place: Position;
  /** The port the new node hangs under; absent for a loose one. */
  after?: PortRef;
}

/** A path drawn in the accent while everything else fades: a replayed enrollment, a simulation. */
export interface LitPath {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  /** The step being looked at. */
  current?: string;
}

export interface CanvasState {
  history: History;
  selectedNodes: ReadonlySet<string>;
  /** By `edgeId`. */
  selectedEdges: ReadonlySet<string>;
  /** Where nodes are while they are being dragged; the document learns it when the gesture ends. */
  dragged: Readonly<Record<string, Position>>;
  picking?: Picking;
  /** The edge under the pointer. */
  hoveredEdge?: string;
  /** The edge that what is being dragged would be inserted on, were it dropped now. */
  dropEdge?: string;
  dialog?: 'keys' | 'find';
  lit?: LitPath;
  /** What is wrong with the journey, errors first. */
  problems: readonly Problem[];
  /** What things settings refer to by id are called: templates. */
  names: Readonly<Record<string, string>>;
  /** Live counts by node; absent while the journey never ran. */
  counts?: CountsReply['nodes'];
  /** Removal that waits for somebody to say which branch of a split to keep. */
  removing?: { nodes: readonly string[]; edges: readonly PortRef[]; forks: readonly string[] };

  /** Makes a change; changes of one `gesture` in a row are one entry of the history. */
  change(change: Change, gesture?: string): void;
  endGesture(): void;
  undo(): void;
  redo(): void;
  select(nodes: Iterable<string>, edges?: Iterable<string>): void;
  drag(to: Readonly<Record<string, Position>>): void;
  dropDragged(): void;
  pick(picking: Picking | undefined): void;
  open(dialog: CanvasState['dialog']): void;
  hover(edge: string | undefined): void;
  aim(edge: string | undefined): void;
  light(lit: LitPath | undefined): void;
  name(names: Readonly<Record<string, string>>): void;
  tell(problems: readonly Problem[]): void;
  count(counts: CountsReply['nodes'] | undefined): void;
  ask(removing: CanvasState['removing']): void;
}

export interface CanvasModel {
  store: StoreApi<CanvasState>;
  registry: NodeRegistry;
  around: Surroundings;
  reading: Reading;
  readOnly: boolean;
  /** Shows the profiles at a node, where somebody listens. */
  showPeople?: (node: string) => void;
}

/** Everything one canvas works with. The store is thin: what a change means is the reducer's business. */
export function newCanvas(
  journey: Journey,
  registry: NodeRegistry,
  around: Surroundings,
  { readOnly = false, showPeople }: { readOnly?: boolean; showPeople?: (node: string) => void } = {},
): CanvasModel {
  const store = createStore<CanvasState>()((set, get) => ({
    history: beginHistory(journey),
    selectedNodes: NOBODY,
    selectedEdges: NOBODY,
    dragged: {},
    problems: [],
    names: {},
    change: (change, gesture) => {
      // Those who may only look still see what others saved.
      if (!readOnly || change.do === 'replace') set({ history: perform(get().history, change, gesture) });
    },
    endGesture: () => set({ history: endGesture(get().history) }),
    undo: () => set(stepped(get(), undo(get().history))),
    redo: () => set(stepped(get(), redo(get().history))),
    select: (nodes, edges = []) => {
      const next = { selectedNodes: new Set(nodes), selectedEdges: new Set(edges) };
      const same = equal(next.selectedNodes, get().selectedNodes) && equal(next.selectedEdges, get().selectedEdges);
      if (!same) set(next);
    },
    drag: (to) => set({ dragged: { ...get().dragged, ...to } }),
    dropDragged: () => {
      const { dragged, change } = get();
      if (Object.keys(dragged).length === 0) return;
      set({ dragged: {} });
      change({ do: 'move', to: dragged });
    },
    pick: (picking) => set({ picking }),
    open: (dialog) => set({ dialog }),
    hover: (hoveredEdge) => set({ hoveredEdge }),
    aim: (dropEdge) => {
      if (dropEdge !== get().dropEdge) set({ dropEdge });
    },
    light: (lit) => set({ lit }),
    name: (names) => set({ names }),
    tell: (problems) => set({ problems }),
    count: (counts) => set({ counts: counts && kept(counts, get().counts) }),
    ask: (removing) => set({ removing }),
  }));
  return { store, registry, around, reading: readingOf(registry, around), readOnly, showPeople };
}

/** After undo and redo, what is no longer there is no longer selected. */
function stepped(state: CanvasState, history: History): Partial<CanvasState> {
  if (history === state.history) return {};
  const there = new Set(history.present.nodes.map(({ id }) => id));
  return {
    history,
    selectedNodes: new Set([...state.selectedNodes].filter((id) => there.has(id))),
    selectedEdges: NOBODY,
    dragged: {},
  };
}

/** Counts of a node that did not change stay the same object, so that its card is not drawn again. */
function kept(counts: CountsReply['nodes'], before: CountsReply['nodes'] = {}): CountsReply['nodes'] {
  return Object.fromEntries(
    Object.entries(counts).map(([id, now]) => {
      const old = before[id];
      return [id, old && JSON.stringify(old) === JSON.stringify(now) ? old : now];
    }),
  );
}

function equal(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((each) => other.has(each));
}
