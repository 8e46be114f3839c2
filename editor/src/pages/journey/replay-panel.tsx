import { Anchor, Stack, Text, UnstyledButton } from '@mantine/core';
import type { RunReply, StepReply } from '@sojourn/api';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import { useTranslation } from 'react-i18next';
import { useCanvasModel, useJourney } from '../../canvas/canvas-context.js';
import { NodeIcon } from '../../canvas/node-icon.js';
import { useNodeTitle } from '../../canvas/node-words.js';
import { Notice } from '../../ui/notice.js';
import { Panel } from '../../ui/panel.js';
import { StepReason } from '../../ui/step-reason.js';
import { Time } from '../../ui/time.js';
import { Values } from '../../ui/values.js';
import { useWords } from '../../words/language.js';
import { endingWords, errorWords } from '../../words/outcomes.js';
import { Link } from '@tanstack/react-router';
import style from './replay-panel.module.css';

/** The steps of a run in order, each with when, which way and why. */
export function ReplayPanel({
  run,
  chosen,
  choose,
}: {
  run: RunReply;
  chosen: number | undefined;
  choose: (step: number) => void;
}) {
  const { t } = useTranslation();
  const { around } = useCanvasModel();
  const words = useWords();
  const next = run.steps.length + 1;
  const isStage = (value: unknown) => value === UNCLASSIFIED || around.model.stages.some(({ id }) => id === value);
  // What a change of stage starts with are stages; they are told by name.
  const entryInWords = (entry: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(entry)
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([name, value]) =>
          (name === 'from' || name === 'to') && isStage(value)
            ? [t(`journeyEditor.stage_${name}`), words(stageName(value as string, around.model))]
            : [name, value],
        ),
    );
  return (
    <Panel label={t('journeyEditor.replay', { name: run.profile.name })} title={run.profile.name}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('journeyEditor.replayHow')}{' '}
          <Anchor size="sm" underline="always" component={Link} to={`/profiles?profile=${run.profile.id}`}>
            {t('journeyEditor.openProfile')}
          </Anchor>
        </Text>
        <ol className={style.steps}>
          {run.steps.map((step) => (
            <li key={step.number}>
              <StepLine step={step} chosen={step.number === chosen} choose={() => choose(step.number)} />
            </li>
          ))}
          {run.node && (
            <li>
              <Here run={run} chosen={chosen === next} choose={() => choose(next)} />
            </li>
          )}
        </ol>
        {run.goals.map(({ goal, at, reversedAt }) => (
          <Text key={goal + at} size="sm" data-testid="replay-goal">
            {t('journeyEditor.goalReached', { goal: goalName(run, goal) })} <Time at={at} precise />
            {reversedAt && (
              <>
                {' · '}
                {t('journeyEditor.goalReversed')} <Time at={reversedAt} precise />
              </>
            )}
          </Text>
        ))}
        {run.endedAt && (
          <Text size="sm">
            {t('journeyEditor.endedAs', { reason: words(endingWords(run.reason ?? '')) })}{' '}
            <Time at={run.endedAt} precise />
          </Text>
        )}
        {Object.keys(run.entry).length > 0 && (
          <section>
            <Text size="xs" fw={600} mb={4}>
              {t('journeyEditor.entry')}
            </Text>
            <Values label={t('journeyEditor.entry')} values={entryInWords(run.entry)} />
          </section>
        )}
      </Stack>
    </Panel>
  );
}

function goalName({ graph }: RunReply, goal: string): string {
  return graph.settings?.goals?.find(({ id }) => id === goal)?.name ?? goal;
}

function StepLine({ step, chosen, choose }: { step: StepReply; chosen: boolean; choose: () => void }) {
  const { reading } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const title = useNodeTitle();
  const node = useJourney().nodes.find(({ id }) => id === step.node);
  const port = node && reading(node).ports.find(({ id }) => id === step.port);
  const way =
    step.outcome === 'left'
      ? t('journeyEditor.leftBy', { port: port ? words(port.label) : (step.port ?? '') })
      : t(step.outcome === 'ended' ? 'journeyEditor.ended' : 'journeyEditor.failed');
  return (
    <>
      <UnstyledButton
        className={style.step}
        aria-pressed={chosen}
        onClick={choose}
        data-testid="replay-step"
        data-failed={step.outcome === 'failed' || undefined}
      >
        <NodeIcon type={node && reading(node).type} />
        <span className={style.what}>
          <b>{node ? title(node) : step.node}</b>
          <span className={style.way}>{way}</span>
        </span>
        <Text size="xs" c="dimmed">
          <Time at={step.at} precise />
        </Text>
      </UnstyledButton>
      {step.error && (
        <div className={style.more}>
          <Notice tone="danger">{words(errorWords(step.error))}</Notice>
        </div>
      )}
      {chosen && step.reason !== undefined && (
        <div className={style.more}>
          <StepReason step={step} tellError={false} />
        </div>
      )}
    </>
  );
}

/** Where it rests now. */
function Here({ run, chosen, choose }: { run: RunReply; chosen: boolean; choose: () => void }) {
  const { reading } = useCanvasModel();
  const { t } = useTranslation();
  const title = useNodeTitle();
  const node = useJourney().nodes.find(({ id }) => id === run.node);
  return (
    <UnstyledButton className={style.step} aria-pressed={chosen} onClick={choose} data-testid="replay-here">
      <NodeIcon type={node && reading(node).type} />
      <span className={style.what}>
        <b>{node ? title(node) : run.node}</b>
        <span className={style.way}>
          {t('journeyEditor.stillHere')}
          {run.dueAt && (
            <>
              {' · '}
              {t('journeyEditor.until')} <Time at={run.dueAt} />
            </>
          )}
        </span>
      </span>
    </UnstyledButton>
  );
}
