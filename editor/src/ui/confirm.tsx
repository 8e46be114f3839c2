import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Asks before something that is hard to take back. */
export function Confirm({
  title,
  more,
  act,
  danger = false,
  busy = false,
  confirm,
  close,
}: {
  title: string;
  more?: string;
  act: string;
  danger?: boolean;
  busy?: boolean;
  confirm: () => void;
  close: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={close} title={title} size="sm" closeButtonProps={{ 'aria-label': t('states.close') }}>
      {more && <Text size="sm">{more}</Text>}
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={close}>
          {t('states.cancel')}
        </Button>
        <Button color={danger ? 'red' : undefined} loading={busy} onClick={confirm} data-autofocus>
          {act}
        </Button>
      </Group>
    </Modal>
  );
}
