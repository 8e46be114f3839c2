import { Autocomplete, NumberInput, SegmentedControl, Select, Input, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAttributes, useEventNames, useTopics } from '../api/suggestions.js';
import { useLanguage, useWords } from '../words/language.js';
import type { FieldProps } from './field-props.js';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
/** An emptied field takes the setting away, so that "missing" is said rather than "too short". */
const orNone = (value: string) => (value === '' ? undefined : value);

export function TextField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <TextInput
      {...rest}
      name={field.name}
      value={text(value)}
      onChange={(event) => change(orNone(event.currentTarget.value))}
      onBlur={leave}
    />
  );
}

export function UrlField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <TextInput
      {...rest}
      type="url"
      name={field.name}
      placeholder="https://"
      value={text(value)}
      onChange={(event) => change(orNone(event.currentTarget.value))}
      onBlur={leave}
    />
  );
}

export function LongTextField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <Textarea
      {...rest}
      name={field.name}
      value={text(value)}
      onChange={(event) => change(orNone(event.currentTarget.value))}
      onBlur={leave}
      autosize
      minRows={4}
      maxRows={14}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}

export function NumberField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <NumberInput
      {...rest}
      name={field.name}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => change(typeof next === 'number' ? next : undefined)}
      onBlur={leave}
    />
  );
}

export function TruthField({ label, description, error, readOnly, value, change }: FieldProps) {
  return (
    <Switch
      label={label}
      description={description}
      error={error}
      disabled={readOnly}
      checked={value === true}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  );
}

export function ChoiceField({ field, value, change, leave, ...rest }: FieldProps) {
  const words = useWords();
  const data = Object.entries(field.options).map(([id, name]) => ({ value: id, label: words(name) }));
  return (
    <Select
      {...rest}
      data={data}
      value={text(value) || null}
      onChange={(next) => change(next ?? undefined)}
      onBlur={leave}
      allowDeselect={false}
    />
  );
}

/** An event by name: what was seen is suggested, anything may be written. */
export function EventField({ field, value, change, leave, ...rest }: FieldProps) {
  const names = useEventNames();
  return (
    <Autocomplete
      {...rest}
      name={field.name}
      data={names.map(({ name }) => name)}
      limit={50}
      value={text(value)}
      onChange={(next) => change(orNone(next))}
      onBlur={leave}
    />
  );
}

export function AttributeField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <Autocomplete
      {...rest}
      name={field.name}
      data={[...useAttributes()]}
      limit={50}
      value={text(value)}
      onChange={(next) => change(orNone(next))}
      onBlur={leave}
    />
  );
}

export function TopicField({ field, value, change, leave, ...rest }: FieldProps) {
  const language = useLanguage();
  const topics = useTopics();
  const data = topics.map(({ id, name }) => ({ value: id, label: name[language] }));
  const chosen = text(value);
  if (chosen && !topics.some(({ id }) => id === chosen)) data.push({ value: chosen, label: chosen });
  return (
    <Select
      {...rest}
      name={field.name}
      data={data}
      value={chosen || null}
      onChange={(next) => change(next ?? undefined)}
      onBlur={leave}
    />
  );
}

export function ZoneField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <Select
      {...rest}
      name={field.name}
      data={zones()}
      limit={60}
      searchable
      clearable={!rest.required}
      value={text(value) || null}
      onChange={(next) => change(next ?? undefined)}
      onBlur={leave}
    />
  );
}

let known: string[] | undefined;
function zones(): string[] {
  return (known ??= ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]);
}

/** A value of any simple kind: text, number, yes or no, or nothing. */
export function ValueField({ label, description, error, required, readOnly, value, change, leave }: FieldProps) {
  const { t } = useTranslation();
  const kind =
    value === null ? 'empty' : typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'truth' : 'text';
  const start = { text: undefined, number: 0, truth: true, empty: null };
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} labelElement="div">
      <SegmentedControl
        fullWidth
        mt={4}
        mb={6}
        aria-label={t('inspector.valueKind')}
        readOnly={readOnly}
        value={kind}
        onChange={(next) => change(start[next as keyof typeof start])}
        data={[
          { value: 'text', label: t('inspector.text') },
          { value: 'number', label: t('inspector.number') },
          { value: 'truth', label: t('inspector.truth') },
          { value: 'empty', label: t('inspector.emptied') },
        ]}
      />
      {kind === 'text' && (
        <TextInput
          aria-label={label}
          error={error !== undefined}
          readOnly={readOnly}
          value={text(value)}
          onChange={(event) => change(orNone(event.currentTarget.value))}
          onBlur={leave}
        />
      )}
      {kind === 'number' && (
        <NumberInput
          aria-label={label}
          readOnly={readOnly}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => change(typeof next === 'number' ? next : 0)}
          onBlur={leave}
        />
      )}
      {kind === 'truth' && (
        <SegmentedControl
          aria-label={label}
          readOnly={readOnly}
          value={String(value)}
          onChange={(next) => change(next === 'true')}
          data={[
            { value: 'true', label: t('inspector.yes') },
            { value: 'false', label: t('inspector.no') },
          ]}
        />
      )}
    </Input.Wrapper>
  );
}
