import type { JourneyReply } from '@sojourn/api';
import type { Journey, Surroundings } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { ReactFlowProvider } from '@xyflow/react';
import { Suspense, useCallback, useState } from 'react';
import { useMay } from '../../api/session.js';
import { Canvas } from '../../canvas/canvas.js';
import { CanvasProvider, useCanvas, useCanvasModel } from '../../canvas/canvas-context.js';
import { newCanvas } from '../../canvas/canvas-store.js';
import { Palette } from '../../canvas/palette.js';
import { useCanvasKeys } from '../../canvas/use-canvas-keys.js';
import { useClipboard } from '../../canvas/use-clipboard.js';
import { later } from '../../ui/later.js';
import style from './journey-editor.module.css';
import { TopBar } from './top-bar.js';
import { useAutosave } from './use-autosave.js';
import { useChecks, useNames } from './use-checks.js';
import { useLiveCounts } from './use-live-counts.js';

// What the first look does not need is loaded when it is opened.
const ConflictDialog = later(() => import('./conflict-dialog.js'), 'ConflictDialog');
const GoToNode = later(() => import('../../canvas/go-to-node.js'), 'GoToNode');
const Inspector = later(() => import('../../inspector/inspector.js'), 'Inspector');
const JourneySettingsPanel = later(() => import('./journey-settings-panel.js'), 'JourneySettingsPanel');
const KeysSheet = later(() => import('../../canvas/keys-sheet.js'), 'KeysSheet');
const PeoplePanel = later(() => import('./people-panel.js'), 'PeoplePanel');
const SeveralChosen = later(() => import('../../inspector/several-chosen.js'), 'SeveralChosen');

/** What the panel at the right shows beside the settings of the selected node. */
export type Aside = { show: 'settings' } | { show: 'people'; node: string } | undefined;

/** A journey being edited: its canvas, the list of nodes, the bar above, the panel at the right. */
export function JourneyEditor({
  journey,
  reply,
  around,
}: {
  journey: Journey;
  reply: JourneyReply;
  around: Surroundings;
}) {
  const may = useMay();
  const [aside, setAside] = useState<Aside>();
  const readOnly = !may('journey.edit') || reply.state === 'archived';
  // Made once: it holds the history. A lifecycle model that is changed meanwhile is seen the next time.
  const [model] = useState(() =>
    newCanvas(journey, nodes, around, { readOnly, showPeople: (node) => setAside({ show: 'people', node }) }),
  );
  return (
    <CanvasProvider value={model}>
      <ReactFlowProvider>
        <Desk reply={reply} aside={aside} setAside={setAside} />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function Desk({ reply, aside, setAside }: { reply: JourneyReply; aside: Aside; setAside: (aside: Aside) => void }) {
  const model = useCanvasModel();
  const autosave = useAutosave(model, reply);
  const dialog = useCanvas((state) => state.dialog);
  useChecks(model);
  useNames(model);
  useLiveCounts(model, reply.id, reply.state);
  useClipboard();
  const openSettings = useCallback(() => {
    setAside(undefined);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="panel"] input')?.focus());
  }, [setAside]);
  useCanvasKeys({ openSettings });
  return (
    <div className={style.page}>
      <TopBar reply={reply} autosave={autosave} aside={aside} setAside={setAside} />
      <div className={style.desk}>
        {!model.readOnly && <Palette />}
        <Canvas />
        <Suspense>
          <RightPanel reply={reply} aside={aside} setAside={setAside} />
        </Suspense>
      </div>
      <Suspense>
        {dialog === 'find' && <GoToNode />}
        {dialog === 'keys' && <KeysSheet />}
        {autosave.saving.at === 'conflict' && (
          <ConflictDialog theirs={autosave.saving.theirs} decide={autosave.decide} />
        )}
      </Suspense>
    </div>
  );
}

function RightPanel({
  reply,
  aside,
  setAside,
}: {
  reply: JourneyReply;
  aside: Aside;
  setAside: (aside: Aside) => void;
}) {
  const { store } = useCanvasModel();
  const chosen = useCanvas((state) => state.selectedNodes);
  const journey = useCanvas((state) => state.history.present);
  const deselect = () => store.getState().select([]);
  if (aside?.show === 'settings') return <JourneySettingsPanel close={() => setAside(undefined)} />;
  if (aside?.show === 'people') {
    const node = journey.nodes.find(({ id }) => id === aside.node);
    if (node) return <PeoplePanel key={node.id} journey={reply.id} node={node} close={() => setAside(undefined)} />;
  }
  if (chosen.size > 1) return <SeveralChosen close={deselect} />;
  const node = journey.nodes.find(({ id }) => chosen.has(id));
  return node ? <Inspector node={node} close={deselect} /> : null;
}
