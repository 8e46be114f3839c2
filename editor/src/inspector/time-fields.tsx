import { Chip, Group, Input, TextInput } from '@mantine/core';
import { useLanguage } from '../words/language.js';
import { weekdayName } from '../words/schedule-sentence.js';
import type { FieldProps } from './field-props.js';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** A time of day, `HH:MM`. */
export function TimeField({ field, value, change, leave, ...rest }: FieldProps) {
  return <Clock field={field} type="time" value={value} change={change} leave={leave} {...own(rest)} w={140} />;
}

/** A local date and time, `2026-12-24T10:00`. */
export function DateTimeField({ field, value, change, leave, ...rest }: FieldProps) {
  return (
    <Clock field={field} type="datetime-local" value={value} change={change} leave={leave} {...own(rest)} w={220} />
  );
}

function own({
  label,
  description,
  error,
  required,
  readOnly,
}: Omit<FieldProps, 'field' | 'value' | 'change' | 'leave'>) {
  return { label, description, error, required, readOnly };
}

function Clock({
  field,
  type,
  value,
  change,
  leave,
  ...rest
}: Pick<FieldProps, 'field' | 'value' | 'change' | 'leave'> & ReturnType<typeof own> & { type: string; w: number }) {
  return (
    <TextInput
      {...rest}
      type={type}
      name={field.name}
      value={text(value)}
      onChange={(event) => change(event.currentTarget.value || undefined)}
      onBlur={leave}
    />
  );
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** Days of the week, 1 (Monday) to 7 (Sunday); none chosen is none set. */
export function WeekdaysField({ label, description, error, required, readOnly, value, change }: FieldProps) {
  const language = useLanguage();
  const chosen = (Array.isArray(value) ? value : []).map(String);
  const choose = (days: string[]) => change(days.length === 0 ? undefined : days.map(Number).sort((a, b) => a - b));
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} labelElement="div">
      <Chip.Group multiple value={chosen} onChange={readOnly ? () => {} : choose}>
        <Group gap={4} mt={4} role="group" aria-label={label}>
          {WEEK.map((day) => (
            <Chip key={day} value={String(day)} size="xs" variant="light" disabled={readOnly}>
              {weekdayName(day % 7, language)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
