import { Button } from '@mantine/core';
import { enrollmentsApi, type RunReply } from '@sojourn/api';
import type { Surroundings } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { useQuery } from '@tanstack/react-query';
import { IconArrowLeft } from '@tabler/icons-react';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { Canvas } from '../../canvas/canvas.js';
import { CanvasProvider, useCanvasModel } from '../../canvas/canvas-context.js';
import { newCanvas, type CanvasModel } from '../../canvas/canvas-store.js';
import { edgeId } from '../../canvas/graph.js';
import { useLookAt } from '../../canvas/use-look-at.js';
import { useAddress } from '../../ui/address.js';
import { Asked, Loading } from '../../ui/state.js';
import style from './journey-editor.module.css';
import { placed } from './journey-query.js';
import { ReplayPanel } from './replay-panel.js';
import { useNames } from './use-checks.js';
import bar from './top-bar.module.css';

/** One enrollment replayed on the version it ran in: its path lit, everything else faded, every step with its reason. */
export function Replay({ enrollment, around }: { enrollment: string; around: Surroundings }) {
  const call = useCall();
  const { key } = useWorkspace();
  const run = useQuery<RunReply>({
    queryKey: [key, 'enrollment', enrollment],
    refetchInterval: ({ state }) => (state.data?.endedAt ? false : 5_000),
    queryFn: ({ signal }) => call(enrollmentsApi.get, { params: { enrollment }, signal }),
  });
  return <Asked query={run}>{(data) => <Drawn run={data} around={around} />}</Asked>;
}

function Drawn({ run, around }: { run: RunReply; around: Surroundings }) {
  const [model, setModel] = useState<CanvasModel>();
  useEffect(() => {
    let wanted = true;
    if (!model) {
      void placed(run.graph, around).then(
        (graph) => wanted && setModel(newCanvas(graph, nodes, around, { readOnly: true })),
      );
    }
    return () => {
      wanted = false;
    };
  }, [model, run.graph, around]);
  if (!model) return <Loading />;
  return (
    <CanvasProvider value={model}>
      <ReactFlowProvider>
        <Stage run={run} />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function Stage({ run }: { run: RunReply }) {
  const model = useCanvasModel();
  const { store } = model;
  useNames(model);
  const { t } = useTranslation();
  const [, go] = useAddress();
  const lookAt = useLookAt();
  const [chosen, choose] = useState<number>();
  const current =
    run.steps.find(({ number }) => number === chosen)?.node ?? (chosen === undefined ? undefined : run.node);
  useEffect(() => {
    store.getState().light({
      nodes: new Set([...run.steps.map(({ node }) => node), ...(run.node ? [run.node] : [])]),
      edges: new Set(run.steps.flatMap(({ node, port }) => (port ? [edgeId({ from: node, port })] : []))),
      ...(current ? { current } : {}),
    });
    if (current) lookAt(current, { focus: false, select: false });
  }, [store, run, current, lookAt]);
  return (
    <div className={style.page} data-testid="replay">
      <header className={bar.bar}>
        <Button
          variant="default"
          size="sm"
          h={32}
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={() => go({ run: undefined })}
          data-testid="leave-replay"
        >
          {t('journeyEditor.replayBack')}
        </Button>
        <h1 className={bar.title}>{t('journeyEditor.replay', { name: run.profile.name })}</h1>
        <span className={bar.quiet}>
          {run.journey.name} · {t('journeyEditor.versionOf', { version: run.version })}
        </span>
      </header>
      <div className={style.desk}>
        <Canvas />
        <ReplayPanel run={run} chosen={chosen} choose={choose} />
      </div>
    </div>
  );
}
