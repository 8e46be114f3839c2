import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCanvas, useCanvasModel } from '../canvas/canvas-context.js';
import { duplicateSelected, removeSelected } from '../canvas/gestures.js';
import { downstream } from '../canvas/graph.js';
import { Panel } from '../ui/panel.js';

/** What can be done with several nodes at once. */
export function SeveralChosen({ close }: { close: () => void }) {
  const model = useCanvasModel();
  const { t } = useTranslation();
  const chosen = useCanvas((state) => state.selectedNodes);
  const journey = useCanvas((state) => state.history.present);
  return (
    <Panel label={t('inspector.label')} title={t('inspector.chosen', { count: chosen.size })} close={close}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('inspector.chosenMore')}
        </Text>
        <Button variant="default" onClick={() => model.store.getState().select(downstream(journey, [...chosen]))}>
          {t('inspector.downstream')}
        </Button>
        {!model.readOnly && (
          <>
            <Button variant="default" onClick={() => duplicateSelected(model)}>
              {t('inspector.duplicate')}
            </Button>
            <Button variant="light" color="red" onClick={() => removeSelected(model)}>
              {t('inspector.remove')}
            </Button>
          </>
        )}
      </Stack>
    </Panel>
  );
}
