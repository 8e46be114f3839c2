import { Select } from '@mantine/core';
import { RFM } from '@sojourn/lifecycle';
import { BUILT_IN_CALENDARS } from '@sojourn/nodes';
import { useTranslation } from 'react-i18next';
import { useJourneys } from '../api/journeys.js';
import { useCalendars, useSegments } from '../api/suggestions.js';
import { useCanvasModel } from '../canvas/canvas-context.js';
import { useWords } from '../words/language.js';
import type { FieldProps } from './field-props.js';

/** Things of the workspace, chosen by name and kept by id. */
interface Choice {
  value: string;
  label: string;
}

/** One of several things by name. A chosen one that is gone stays in the list, by its id. */
function Choices({ props, data, placeholder }: { props: FieldProps; data: Choice[]; placeholder?: string }) {
  const { field, label, description, error, required, readOnly, value, change, leave } = props;
  const chosen = typeof value === 'string' ? value : null;
  const known = chosen === null || data.some((each) => each.value === chosen);
  return (
    <Select
      label={label}
      description={description}
      error={error}
      required={required}
      readOnly={readOnly}
      name={field.name}
      data={known ? data : [...data, { value: chosen, label: chosen }]}
      limit={100}
      searchable
      clearable={!required}
      placeholder={placeholder}
      value={chosen}
      onChange={(next) => change(next ?? undefined)}
      onBlur={leave}
    />
  );
}

/** Another journey of the workspace. */
export function JourneyField(props: FieldProps) {
  const { data = [] } = useJourneys();
  return <Choices props={props} data={data.map(({ id, name }) => ({ value: id, label: name }))} />;
}

/** A calendar of workdays. */
export function CalendarField(props: FieldProps) {
  const own = useCalendars();
  const shipped = BUILT_IN_CALENDARS.filter(({ id }) => !own.some((each) => each.id === id));
  return <Choices props={props} data={[...own, ...shipped].map(({ id, name }) => ({ value: id, label: name }))} />;
}

/** What a profile's place is looked up in: a layering or the RFM classes; none is the lifecycle model. */
export function ModelField(props: FieldProps) {
  const { model, layers = [] } = useCanvasModel().around;
  const { t } = useTranslation();
  const words = useWords();
  const further = layers.filter(({ id }) => id !== RFM).map(({ id, name }) => ({ value: id, label: words(name) }));
  const data = [...further, { value: RFM, label: t('inspector.rfmClasses') }];
  return <Choices props={props} data={data} placeholder={words(model.name)} />;
}

/** A segment of the workspace. */
export function SegmentField(props: FieldProps) {
  const segments = useSegments();
  return <Choices props={props} data={segments.map(({ id, name }) => ({ value: id, label: name }))} />;
}
