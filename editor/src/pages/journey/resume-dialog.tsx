import { Button, Group, Modal, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { journeysApi, type Overdue, type OverdueReply } from '@sojourn/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { DurationInput } from '../../inspector/duration-field.js';
import { Asked } from '../../ui/state.js';
import { useMove } from './use-move.js';

/** Before resuming: how many are overdue, and what becomes of them (STATE-2). */
export function ResumeDialog({ journey, close }: { journey: string; close: () => void }) {
  const { t } = useTranslation();
  const [olderThan, setOlderThan] = useState<string | undefined>('1d');
  const found = useOverdue(journey, olderThan);
  return (
    <Modal
      opened
      onClose={close}
      title={t('running.resumeTitle')}
      size="md"
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <Asked query={found}>
        {(reply) => (
          <Choice journey={journey} reply={reply} olderThan={olderThan} setOlderThan={setOlderThan} close={close} />
        )}
      </Asked>
    </Modal>
  );
}

function Choice({
  journey,
  reply,
  olderThan,
  setOlderThan,
  close,
}: {
  journey: string;
  reply: OverdueReply;
  olderThan: string | undefined;
  setOlderThan: (olderThan: string | undefined) => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  const [what, setWhat] = useState<Overdue['do']>('now');
  const [perMinute, setPerMinute] = useState<number | undefined>(100);
  const make = useMove(journey);
  const { overdue: count, older, timers } = reply;
  const overdue = overdueOf(what, olderThan, perMinute);
  return (
    <Stack gap="md" data-testid="resume-dialog">
      <Text size="sm">
        {count === 0 ? t('running.overdueNone') : t('running.overdue', { count })}{' '}
        {timers === 'freeze' && t('running.frozen')}
      </Text>
      {count > 0 && (
        <Radio.Group label={t('running.overdueAsk')} value={what} onChange={(value) => setWhat(value as Overdue['do'])}>
          <Stack gap="xs" mt="xs">
            <Radio value="now" label={t('running.now')} />
            <Radio value="spread" label={t('running.spread')} description={t('running.spreadMore')} />
            {what === 'spread' && (
              <NumberInput
                label={t('running.perMinute')}
                value={perMinute ?? ''}
                onChange={(value) => setPerMinute(typeof value === 'number' && value >= 1 ? value : undefined)}
                min={1}
                max={1_000_000}
                allowDecimal={false}
                w={160}
                ml="xl"
                data-testid="per-minute"
              />
            )}
            <Radio value="skip" label={t('running.skip')} description={t('running.skipMore')} />
            {what === 'skip' && (
              <Stack gap={4} ml="xl" maw={260}>
                <Text size="sm">{t('running.olderThan')}</Text>
                <DurationInput
                  label={t('running.olderThan')}
                  value={olderThan}
                  readOnly={false}
                  change={(next) => setOlderThan(next as string | undefined)}
                  leave={() => {}}
                />
                {older !== undefined && (
                  <Text size="sm" c="dimmed" aria-live="polite">
                    {t('running.older', { count: older })}
                  </Text>
                )}
              </Stack>
            )}
          </Stack>
        </Radio.Group>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={close}>
          {t('states.cancel')}
        </Button>
        <Button
          disabled={overdue === undefined}
          loading={make.isPending}
          onClick={() => overdue && make.mutate({ move: 'resume', overdue }, { onSuccess: close })}
          data-autofocus
          data-testid="confirm-resume"
        >
          {t('journeyEditor.resume')}
        </Button>
      </Group>
    </Stack>
  );
}

/** What is asked for; nothing while it is not filled in. */
function overdueOf(
  what: Overdue['do'],
  olderThan: string | undefined,
  perMinute: number | undefined,
): Overdue | undefined {
  if (what === 'skip') return olderThan === undefined ? undefined : { do: what, olderThan };
  if (what === 'spread') return perMinute === undefined ? undefined : { do: what, perMinute };
  return { do: what };
}

function useOverdue(journey: string, olderThan: string | undefined) {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'overdue', journey, olderThan],
    queryFn: ({ signal }) =>
      call(journeysApi.overdue, { params: { journey }, query: { ...(olderThan && { olderThan }) }, signal }),
    placeholderData: (before) => before,
  });
}
