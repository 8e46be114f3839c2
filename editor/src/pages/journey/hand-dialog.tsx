import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { journeysApi, type HandAction, type HandSelection } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useCanvasModel, useJourney } from '../../canvas/canvas-context.js';
import { useNodeTitle } from '../../canvas/node-words.js';
import { Notice } from '../../ui/notice.js';
import { useFailureWords } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';

/** What can be done with people by hand, and what it is called. */
export const HANDS = {
  move: { act: 'running.move', title: 'running.moveTitle' },
  skip: { act: 'running.bring', title: 'running.bringTitle', more: 'running.bringMore' },
  exit: { act: 'running.out', title: 'running.outTitle', more: 'running.outMore' },
} as const;

/** Before something is done with people by hand: whom it is about, where they go, and why. */
export function HandDialog({
  journey,
  hand,
  who,
  whom,
  done,
  close,
}: {
  journey: string;
  hand: HandAction['do'];
  who: HandSelection;
  /** Those chosen, in words. */
  whom: string;
  done: () => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [to, setTo] = useState<string | null>(null);
  const targets = useTargets();
  const act = useAct(journey, done);
  const words = HANDS[hand];
  const action: HandAction | undefined = hand === 'move' ? (to === null ? undefined : { do: hand, to }) : { do: hand };
  const may = action !== undefined && reason.trim() !== '';
  return (
    <Modal
      opened
      onClose={close}
      title={t(words.title)}
      size="md"
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (may) act.mutate({ who, action, reason: reason.trim() });
        }}
      >
        <Stack gap="md" data-testid="hand-dialog">
          <Text size="sm">
            <b>{whom}</b>
            {'more' in words && ` · ${t(words.more)}`}
          </Text>
          {hand === 'move' && (
            <Select
              label={t('running.target')}
              data={targets}
              value={to}
              onChange={setTo}
              searchable
              required
              data-autofocus
              data-testid="hand-target"
            />
          )}
          <Textarea
            label={t('running.reason')}
            description={t('running.reasonHow')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            required
            autosize
            minRows={2}
            {...(hand !== 'move' && { 'data-autofocus': true })}
            data-testid="hand-reason"
          />
          {act.error && <Failure error={act.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('states.cancel')}
            </Button>
            <Button
              type="submit"
              color={hand === 'exit' ? 'red' : undefined}
              disabled={!may}
              loading={act.isPending}
              data-testid="confirm-hand"
            >
              {t(words.act)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Where somebody can be put: every node but the triggers. */
function useTargets(): { value: string; label: string }[] {
  const { reading } = useCanvasModel();
  const title = useNodeTitle();
  return useJourney()
    .nodes.filter((node) => reading(node).type?.group !== 'trigger')
    .map((node) => ({ value: node.id, label: title(node) }));
}

function useAct(journey: string, done: () => void) {
  const call = useCall();
  const cache = useQueryClient();
  const { key } = useWorkspace();
  const { t } = useTranslation();
  const tell = useTell();
  return useMutation({
    mutationFn: (body: { who: HandSelection; action: HandAction; reason: string }) =>
      call(journeysApi.act, { params: { journey }, body }),
    onSuccess: async ({ total }) => {
      tell.done(t('running.asked', { count: total }));
      done();
      await cache.invalidateQueries({ queryKey: [key, journeysApi.atNode.path] });
    },
  });
}

function Failure({ error }: { error: unknown }) {
  const { title, more } = useFailureWords(error);
  return (
    <Notice tone="danger" title={title}>
      {more}
    </Notice>
  );
}
