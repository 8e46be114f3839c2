import { MultiSelect } from '@mantine/core';
import { RFM, RFM_CLASSES, UNCLASSIFIED } from '@sojourn/lifecycle';
import { layerNamed, stageName } from '@sojourn/nodes';
import { useTranslation } from 'react-i18next';
import { useCanvasModel } from '../canvas/canvas-context.js';
import { useWords } from '../words/language.js';
import type { FieldProps } from './field-props.js';

/** Stages of the model that the node names, or those that its type declares; none chosen means any. */
export function StagesField({ field, settings, value, change, leave, ...rest }: FieldProps) {
  const { t } = useTranslation();
  const words = useWords();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const stages = useStages(chosen, typeof settings?.model === 'string' ? settings.model : undefined);
  const declared = Object.entries(field.options).map(([id, name]) => ({ value: id, label: words(name) }));
  const { label, description, error, required, readOnly } = rest;
  return (
    <MultiSelect
      label={label}
      description={description}
      error={error}
      required={required}
      readOnly={readOnly}
      name={field.name}
      data={declared.length > 0 ? declared : stages}
      value={chosen}
      placeholder={chosen.length === 0 ? t('inspector.anyStage') : undefined}
      onChange={(next) => change(next.length === 0 ? undefined : next)}
      onBlur={leave}
      clearable
    />
  );
}

/** The stages of a model by name; chosen ones the model no longer has stay in the list, by their id. */
export function useStages(chosen: readonly string[] = [], model?: string): { value: string; label: string }[] {
  const { around } = useCanvasModel();
  const words = useWords();
  if (model === RFM) return RFM_CLASSES.map(({ id, name }) => ({ value: id, label: words(name) }));
  const layer = layerNamed(model, around);
  const ids = new Set([...(layer?.stages.map(({ id }) => id) ?? []), UNCLASSIFIED, ...chosen]);
  return [...ids].map((id) => ({ value: id, label: words(stageName(id, layer ?? around.model)) }));
}
