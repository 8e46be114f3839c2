import { Button, Select, Textarea } from '@mantine/core';
import { lifecycleApi, type LifecycleReply } from '@sojourn/api';
import { PRESETS, stageModelSchema, type StageModel } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../api/session.js';
import { Panel } from '../../ui/panel.js';
import { useTell } from '../../ui/tell.js';
import { useWords } from '../../words/language.js';
import style from './lifecycle.module.css';
import { PublishProgress } from './publish-progress.js';
import { StageThresholds } from './stage-thresholds.js';
import { changedStages, lostStages } from './thresholds.js';

/** Chooses a preset or changes thresholds, and publishes: everyone is computed anew, with progress. */
export function ModelEditor({ lifecycle, close }: { lifecycle: LifecycleReply; close: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  // Thresholds are compared with the model as it was when the editor was opened.
  const [before] = useState(lifecycle.model);
  const [base, setBase] = useState<StageModel>(before);
  const [model, setModel] = useState<StageModel>(before);
  const [note, setNote] = useState('');
  const publish = useMutation({
    mutationFn: () => call(lifecycleApi.publish, { body: { model, note } }),
    onSuccess: () => queries.invalidateQueries(),
    onError: tell.failed,
  });
  const names = (ids: string[], of: StageModel) => ids.map((id) => words(stageName(id, of))).join(t('states.comma'));
  const changed = changedStages(before, model);
  const lost = lostStages(before, model);
  const sound = stageModelSchema.safeParse(model).success;
  const same = changed.length === 0 && model.id === before.id;
  return (
    <Panel title={t('lifecycle.editTitle')} label={t('lifecycle.editTitle')} width={420} close={close}>
      {publish.data ? (
        <PublishProgress published={publish.data} close={close} />
      ) : (
        <div className={style.form}>
          <Select
            label={t('lifecycle.preset')}
            allowDeselect={false}
            value={PRESETS.some((preset) => preset.id === model.id && model.id !== before.id) ? model.id : 'current'}
            onChange={(id) => {
              const chosen = PRESETS.find((preset) => preset.id === id) ?? before;
              setBase(chosen);
              setModel(chosen);
            }}
            data={[
              { value: 'current', label: `${t('lifecycle.presetCurrent')} · ${words(before.name)}` },
              ...PRESETS.filter(({ id }) => id !== before.id).map(({ id, name }) => ({
                value: id,
                label: words(name),
              })),
            ]}
          />
          {model.stages.map((stage) => (
            <StageThresholds key={stage.id} stage={stage} model={model} base={base} change={setModel} />
          ))}
          <Textarea
            label={t('lifecycle.note')}
            autosize
            minRows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {lost.length > 0 && (
            <p className={`${style.note} ${style.warn}`}>{t('lifecycle.lost', { stages: names(lost, before) })}</p>
          )}
          <p className={style.note}>
            {same
              ? t('lifecycle.noChange')
              : sound
                ? `${t('lifecycle.changedStages', { stages: names(changed, model) })} ${t('lifecycle.publishHow')}`
                : t('lifecycle.wrongValue')}
          </p>
          <Button loading={publish.isPending} disabled={same || !sound} onClick={() => publish.mutate()}>
            {t('lifecycle.publish')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
