import { MultiSelect } from '@mantine/core';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import { useTranslation } from 'react-i18next';
import { useCanvasModel } from '../canvas/canvas-context.js';
import { useWords } from '../words/language.js';
import type { FieldProps } from './field-props.js';

/** Lifecycle stages of the workspace's model; none chosen means any. */
export function StagesField({ field, value, change, leave, ...rest }: FieldProps) {
  const { t } = useTranslation();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <MultiSelect
      {...rest}
      name={field.name}
      data={useStages(chosen)}
      value={chosen}
      placeholder={chosen.length === 0 ? t('inspector.anyStage') : undefined}
      onChange={(next) => change(next.length === 0 ? undefined : next)}
      onBlur={leave}
      clearable
    />
  );
}

/** The stages of the model by name; chosen ones the model no longer has stay in the list, by their id. */
export function useStages(chosen: readonly string[] = []): { value: string; label: string }[] {
  const { model } = useCanvasModel().around;
  const words = useWords();
  const ids = new Set([...model.stages.map(({ id }) => id), UNCLASSIFIED, ...chosen]);
  return [...ids].map((id) => ({ value: id, label: words(stageName(id, model)) }));
}
