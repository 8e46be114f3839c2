import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { journeysApi, type Entrants, type JourneyReply } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MigrationRequest } from '@sojourn/journey';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useCanvas } from '../../canvas/canvas-context.js';
import { Notice } from '../../ui/notice.js';
import { useFailureWords } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { EntrantsChoice } from './entrants-choice.js';
import { journeyKey } from './journey-query.js';
import { MigrationChoices, useChanges } from './migration-choices.js';
import { Line } from './problems-menu.js';
import style from './problems-menu.module.css';
import type { Autosave } from './use-autosave.js';

/** Publishing: what happens to whom, what is still wrong, a note for the list of versions. */
export function PublishDialog({
  reply,
  autosave,
  close,
}: {
  reply: JourneyReply;
  autosave: Autosave;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [migration, setMigration] = useState<MigrationRequest>({});
  const changes = useChanges(reply.id, reply.version !== undefined);
  const [entrants, setEntrants] = useState<Entrants>('new');
  const problems = useCanvas((state) => state.problems);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const publish = usePublish(reply, autosave, close);
  return (
    <Modal
      opened
      onClose={close}
      size="md"
      title={t('journeyEditor.publishTitle')}
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <Stack gap="md" data-testid="publish-dialog">
        <Text size="sm">
          {t(reply.version === undefined ? 'journeyEditor.publishFirst' : 'journeyEditor.publishAgain')}
        </Text>
        {errors.length > 0 && (
          <Notice
            tone="danger"
            title={t('journeyEditor.publishBlocked', { count: errors.length })}
            testId="publish-blocked"
          >
            <ul className={style.list}>
              {errors.slice(0, 5).map((problem) => (
                <Line key={`${problem.code} ${problem.node} ${problem.field} ${problem.edge}`} problem={problem} />
              ))}
            </ul>
          </Notice>
        )}
        {errors.length === 0 && warnings.length > 0 && (
          <Notice tone="warn" title={t('journeyEditor.publishWarnings', { count: warnings.length })}>
            <ul className={style.list}>
              {warnings.slice(0, 5).map((problem) => (
                <Line key={`${problem.code} ${problem.node} ${problem.field}`} problem={problem} />
              ))}
            </ul>
          </Notice>
        )}
        {errors.length === 0 && changes.data && (
          <MigrationChoices changes={changes.data} migration={migration} change={setMigration} />
        )}
        <EntrantsChoice journey={reply.id} value={entrants} change={setEntrants} />
        <Textarea
          label={t('journeyEditor.note')}
          description={t('journeyEditor.noteHow')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={2}
          data-autofocus
          data-testid="publish-note"
        />
        {publish.error && <Failure error={publish.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('states.cancel')}
          </Button>
          <Button
            disabled={errors.length > 0}
            loading={publish.isPending}
            onClick={() => publish.mutate({ note, migration, entrants })}
            data-testid="confirm-publish"
          >
            {t('journeyEditor.publish')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

class NotSaved extends Error {}

function usePublish(reply: JourneyReply, autosave: Autosave, close: () => void) {
  const call = useCall();
  const cache = useQueryClient();
  const { key } = useWorkspace();
  const { t } = useTranslation();
  const { done } = useTell();
  return useMutation({
    mutationFn: async (choices: { note: string; migration: MigrationRequest; entrants: Entrants }) => {
      const revision = await autosave.flush();
      if (revision === undefined) throw new NotSaved(t('journeyEditor.saveFailed'));
      return call(journeysApi.publish, { params: { journey: reply.id }, body: { revision, ...choices } });
    },
    onSuccess: async ({ version, operation }) => {
      close();
      done(t('journeyEditor.published', { version }));
      if (operation) done(t('running.moving'));
      await cache.invalidateQueries({ queryKey: journeyKey(key, reply.id) });
    },
  });
}

function Failure({ error }: { error: unknown }) {
  const { title, more } = useFailureWords(error);
  return (
    <Notice tone="danger" title={error instanceof NotSaved ? error.message : title}>
      {error instanceof NotSaved ? undefined : more}
    </Notice>
  );
}
