import { ActionIcon, Button, Group, Input, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import type { Given } from '@sojourn/nodes';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProps } from './field-props.js';

/** Where a value comes from: it is written here, or an attribute or the starting event has it. */
const SOURCES = ['text', 'number', 'truth', 'attribute', 'entry'] as const;
type Source = (typeof SOURCES)[number];

interface Row {
  name: string;
  given: Given;
}

const START: Readonly<Record<Source, Given>> = {
  text: '',
  number: 0,
  truth: true,
  attribute: { attribute: '' },
  entry: { entry: '' },
};

/** Properties by name, each with where its value comes from. A row without a name is not kept yet. */
export function PropertiesField({ label, description, error, required, readOnly, value, change, leave }: FieldProps) {
  const { t } = useTranslation();
  const [rows, setRows] = useState<readonly Row[]>(() =>
    Object.entries((value ?? {}) as Record<string, Given>).map(([name, given]) => ({ name, given })),
  );
  function put(next: readonly Row[]): void {
    setRows(next);
    const named = next.filter(({ name }) => name !== '');
    change(named.length === 0 ? undefined : Object.fromEntries(named.map(({ name, given }) => [name, given])));
  }
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} labelElement="div">
      <Stack gap={6} mt={4}>
        {rows.map((row, index) => {
          const set = (part: Partial<Row>) => put(rows.with(index, { ...row, ...part }));
          return (
            <Group key={index} gap={4} wrap="nowrap" align="flex-start">
              <TextInput
                aria-label={t('inspector.propertyName')}
                placeholder={t('inspector.propertyName')}
                readOnly={readOnly}
                value={row.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
                onBlur={leave}
                style={{ flex: 1 }}
              />
              <Select
                aria-label={t('inspector.propertySource')}
                data={SOURCES.map((source) => ({ value: source, label: t(SOURCE_WORDS[source]) }))}
                readOnly={readOnly}
                allowDeselect={false}
                value={sourceOf(row.given)}
                onChange={(source) => source && set({ given: START[source as Source] })}
                w={104}
              />
              <ValueInput given={row.given} readOnly={readOnly} set={(given) => set({ given })} leave={leave} />
              {!readOnly && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('inspector.propertyRemove')}
                  onClick={() => put(rows.toSpliced(index, 1))}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              )}
            </Group>
          );
        })}
        {!readOnly && (
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setRows([...rows, { name: '', given: '' }])}
            >
              {t('inspector.propertyAdd')}
            </Button>
          </div>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

const SOURCE_WORDS = {
  text: 'inspector.text',
  number: 'inspector.number',
  truth: 'inspector.truth',
  attribute: 'inspector.fromAttribute',
  entry: 'inspector.fromEntry',
} as const;

function sourceOf(given: Given): Source {
  if (typeof given === 'object') return 'attribute' in given ? 'attribute' : 'entry';
  return typeof given === 'number' ? 'number' : typeof given === 'boolean' ? 'truth' : 'text';
}

function ValueInput({
  given,
  readOnly,
  set,
  leave,
}: {
  given: Given;
  readOnly: boolean;
  set: (given: Given) => void;
  leave: () => void;
}) {
  const { t } = useTranslation();
  const label = t('inspector.propertyValue');
  const shared = { 'aria-label': label, readOnly, onBlur: leave, style: { flex: 1 } };
  if (typeof given === 'number')
    return <NumberInput {...shared} value={given} onChange={(next) => set(typeof next === 'number' ? next : 0)} />;
  if (typeof given === 'boolean') {
    const data = [
      { value: 'true', label: t('inspector.yes') },
      { value: 'false', label: t('inspector.no') },
    ];
    return <Select {...shared} data={data} value={String(given)} onChange={(next) => set(next === 'true')} />;
  }
  if (typeof given === 'string')
    return <TextInput {...shared} value={given} onChange={(event) => set(event.currentTarget.value)} />;
  const [[from, name]] = Object.entries(given) as [['attribute' | 'entry', string]];
  return (
    <TextInput
      {...shared}
      value={name}
      onChange={(event) => set({ [from]: event.currentTarget.value } as unknown as Given)}
    />
  );
}
