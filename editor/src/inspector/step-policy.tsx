import { NumberInput, Select, SimpleGrid } from '@mantine/core';
import { JOURNEY_LIMITS, type JourneyNode, type NodeType } from '@sojourn/journey';
import { useTranslation } from 'react-i18next';
import { useCanvas, useCanvasModel } from '../canvas/canvas-context.js';
import { useWords } from '../words/language.js';

/** What holds for a node of any type: how often one may come to it, and what follows where its step fails. */
export function StepPolicy({ node, type }: { node: JourneyNode; type: NodeType }) {
  const { readOnly, store } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const problems = useCanvas((state) => state.problems);
  const { change, endGesture } = store.getState();
  if (type.trigger) return null;
  const fault = problems.find((each) => each.node === node.id && each.field === 'visits');
  return (
    <SimpleGrid cols={2} spacing="xs">
      <NumberInput
        label={t('inspector.visits')}
        description={t('inspector.visitsHow')}
        error={fault && words(fault.message)}
        min={1}
        max={JOURNEY_LIMITS.stepsPerEnrollment}
        allowDecimal={false}
        readOnly={readOnly}
        value={node.visits ?? ''}
        onChange={(next) =>
          change(
            { do: 'limit', node: node.id, visits: typeof next === 'number' && next > 0 ? next : undefined },
            `limit ${node.id}`,
          )
        }
        onBlur={endGesture}
      />
      <Select
        label={t('inspector.onError')}
        description={t('inspector.onErrorHow')}
        readOnly={readOnly}
        allowDeselect={false}
        data={[
          { value: 'exit', label: t('inspector.onErrorExit') },
          { value: 'continue', label: t('inspector.onErrorContinue') },
        ]}
        value={node.onError ?? 'exit'}
        onChange={(next) =>
          change(
            { do: 'limit', node: node.id, onError: next === 'continue' ? 'continue' : undefined },
            `fail ${node.id}`,
          )
        }
        onBlur={endGesture}
      />
    </SimpleGrid>
  );
}
