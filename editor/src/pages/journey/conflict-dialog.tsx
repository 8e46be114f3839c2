import { Button, Group, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Journey } from '@sojourn/journey';
import { useTranslation } from 'react-i18next';
import { useCanvas } from '../../canvas/canvas-context.js';
import type { Theirs } from './autosaver.js';
import type { Autosave } from './use-autosave.js';

/** Two people changed the journey at once: both drafts are here, and one goes on. Neither is lost. */
export function ConflictDialog({ theirs, decide }: { theirs: Theirs; decide: Autosave['decide'] }) {
  const { t } = useTranslation();
  const mine = useCanvas((state) => state.history.present);
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      size="lg"
      title={t('journeyEditor.conflictTitle')}
    >
      <Stack gap="lg" data-testid="conflict">
        <Text size="sm">
          {t('journeyEditor.conflictBy', { who: theirs.savedBy ?? t('journeyEditor.conflictSomebody') })}
        </Text>
        <SimpleGrid cols={2}>
          <Side title={t('journeyEditor.mine')} journey={mine} other={theirs.draft} />
          <Side title={t('journeyEditor.theirs')} journey={theirs.draft} other={mine} />
        </SimpleGrid>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => void decide('theirs', theirs)} data-testid="take-theirs">
            {t('journeyEditor.takeTheirs')}
          </Button>
          <Button onClick={() => void decide('mine', theirs)} data-testid="keep-mine">
            {t('journeyEditor.keepMine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** One side in numbers, and how it differs from the other. */
function Side({ title, journey, other }: { title: string; journey: Journey; other: Journey }) {
  const { t } = useTranslation();
  const before = new Map(other.nodes.map((node) => [node.id, JSON.stringify({ ...node, position: 0 })]));
  const added = journey.nodes.filter(({ id }) => !before.has(id)).length;
  const changed = journey.nodes.filter((node) => {
    const old = before.get(node.id);
    return old !== undefined && old !== JSON.stringify({ ...node, position: 0 });
  }).length;
  const removed = other.nodes.length + added - journey.nodes.length;
  return (
    <div>
      <Text fw={600}>{title}</Text>
      <Text size="sm">{journey.name}</Text>
      <Text size="sm" c="dimmed">
        {t('journeyEditor.nodes', { count: journey.nodes.length })}
        <br />
        {t('journeyEditor.difference', { added, removed, changed })}
      </Text>
    </div>
  );
}
