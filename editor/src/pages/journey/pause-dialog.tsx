import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMove } from './use-move.js';

/** Before a pause: whether waits go on counting meanwhile, or stand still. */
export function PauseDialog({ journey, close }: { journey: string; close: () => void }) {
  const { t } = useTranslation();
  const [timers, setTimers] = useState<'run' | 'freeze'>('run');
  const make = useMove(journey);
  return (
    <Modal
      opened
      onClose={close}
      title={t('running.pauseTitle')}
      size="md"
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <Stack gap="md" data-testid="pause-dialog">
        <Text size="sm">{t('running.pauseMore')}</Text>
        <Radio.Group label={t('running.timers')} value={timers} onChange={(value) => setTimers(value as typeof timers)}>
          <Stack gap="xs" mt="xs">
            <Radio value="run" label={t('running.timersRun')} description={t('running.timersRunMore')} />
            <Radio value="freeze" label={t('running.timersFreeze')} description={t('running.timersFreezeMore')} />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t('states.cancel')}
          </Button>
          <Button
            loading={make.isPending}
            onClick={() => make.mutate({ move: 'pause', timers }, { onSuccess: close })}
            data-autofocus
            data-testid="confirm-pause"
          >
            {t('journeyEditor.pause')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
