import { Group, Input, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asAmount, UNITS, writeAmount, type Unit } from './duration.js';
import type { FieldProps } from './field-props.js';

const UNIT_WORDS = {
  s: 'inspector.seconds',
  m: 'inspector.minutes',
  h: 'inspector.hours',
  d: 'inspector.days',
  w: 'inspector.weeks',
} as const;

/** A time span as an amount and a unit. */
export function DurationField({ label, description, error, required, readOnly, value, change, leave }: FieldProps) {
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} labelElement="div">
      <DurationInput
        label={label}
        value={value}
        readOnly={readOnly}
        invalid={error !== undefined}
        change={change}
        leave={leave}
        mt={4}
      />
    </Input.Wrapper>
  );
}

/** The bare pair of inputs, also used inside conditions. */
export function DurationInput({
  label,
  value,
  readOnly,
  invalid,
  change,
  leave,
  mt,
}: Pick<FieldProps, 'label' | 'readOnly' | 'value' | 'change' | 'leave'> & { invalid?: boolean; mt?: number }) {
  const { t } = useTranslation();
  const read = typeof value === 'string' ? asAmount(value) : undefined;
  const [kept, keep] = useState<Unit>('d');
  const unit = read?.unit ?? kept;
  return (
    <Group gap={4} wrap="nowrap" mt={mt} data-testid="duration">
      <NumberInput
        aria-label={`${label}: ${t('inspector.amount')}`}
        value={read?.amount ?? ''}
        onChange={(amount) => change(typeof amount === 'number' ? writeAmount(amount, unit) : undefined)}
        onBlur={leave}
        readOnly={readOnly}
        error={invalid}
        min={0}
        max={999_999}
        allowDecimal={false}
        allowNegative={false}
        w={84}
      />
      <Select
        aria-label={`${label}: ${t('inspector.unit')}`}
        data={UNITS.map((each) => ({ value: each, label: t(UNIT_WORDS[each]) }))}
        value={unit}
        onChange={(next) => {
          keep((next ?? 'd') as Unit);
          if (read && next) change(writeAmount(read.amount, next as Unit));
        }}
        readOnly={readOnly}
        allowDeselect={false}
        style={{ flex: 1, minWidth: 90 }}
      />
    </Group>
  );
}
