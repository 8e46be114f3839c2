import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../words/language.js';
import type { FieldProps } from './field-props.js';
import style from './branches-field.module.css';

interface Branch {
  id: string;
  name?: string;
  [setting: string]: unknown;
}

/** A list of ways on, in order: each has a name, what its type asks for, and an id that stays what it is. */
export function BranchesField({ Input: FieldInput, ...props }: FieldProps & { Input: ComponentType<FieldProps> }) {
  const { field, label, description, error, errorAt, required, readOnly, value, change, leave } = props;
  const { t } = useTranslation();
  const words = useWords();
  const branches = Array.isArray(value) ? (value as Branch[]) : [];
  const put = (next: readonly Branch[]) => change(next.length === 0 ? undefined : next);
  const swap = (at: number, to: number) => {
    const next = [...branches];
    [next[at], next[to]] = [next[to]!, next[at]!];
    put(next);
  };
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={branches.length === 0 ? error : undefined}
      required={required}
      labelElement="div"
    >
      <Stack gap="xs" mt={4}>
        {branches.map((branch, index) => {
          const set = (name: string, next: unknown) => {
            const { [name]: _, ...rest } = branch;
            put(branches.with(index, (next === undefined ? rest : { ...branch, [name]: next }) as Branch));
          };
          const here = t('inspector.branch', { number: index + 1 });
          return (
            <div
              key={branch.id}
              className={style.branch}
              role="group"
              aria-label={here}
              data-testid={`branch-${branch.id}`}
            >
              <Group justify="space-between" wrap="nowrap">
                <Text size="xs" c="dimmed">
                  {here}
                </Text>
                {!readOnly && (
                  <Group gap={2} wrap="nowrap">
                    <Tool label={t('inspector.branchUp')} off={index === 0} use={() => swap(index, index - 1)}>
                      <IconArrowUp size={14} aria-hidden />
                    </Tool>
                    <Tool
                      label={t('inspector.branchDown')}
                      off={index === branches.length - 1}
                      use={() => swap(index, index + 1)}
                    >
                      <IconArrowDown size={14} aria-hidden />
                    </Tool>
                    <Tool
                      label={t('inspector.branchRemove')}
                      off={branches.length === 1}
                      use={() => put(branches.toSpliced(index, 1))}
                    >
                      <IconTrash size={14} aria-hidden />
                    </Tool>
                  </Group>
                )}
              </Group>
              {(field.branch ?? []).map((each) =>
                each.name === 'name' ? (
                  <TextInput
                    key="name"
                    label={t('inspector.branchName')}
                    error={errorAt?.(`${index}.id`) ?? errorAt?.(`${index}.name`)}
                    placeholder={branch.id}
                    readOnly={readOnly}
                    value={branch.name ?? ''}
                    maxLength={100}
                    onChange={(event) => set('name', event.currentTarget.value || undefined)}
                    onBlur={leave}
                  />
                ) : (
                  <FieldInput
                    key={each.name}
                    field={each}
                    label={words(each.label)}
                    {...(each.help ? { description: words(each.help) } : {})}
                    error={errorAt?.(`${index}.${each.name}`)}
                    required={each.required}
                    readOnly={readOnly}
                    settings={branch}
                    value={branch[each.name]}
                    change={(next) => set(each.name, next)}
                    leave={leave}
                  />
                ),
              )}
            </div>
          );
        })}
        {branches.length > 0 && error && errorAt?.('') === error && <Input.Error>{error}</Input.Error>}
        {!readOnly && (
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => put([...branches, { id: freshId(branches) }])}
              data-testid="add-branch"
            >
              {t('inspector.branchAdd')}
            </Button>
          </div>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

function Tool({
  label,
  off,
  use,
  children,
}: {
  label: string;
  off: boolean;
  use: () => void;
  children: React.ReactNode;
}) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} title={label} disabled={off} onClick={use}>
      {children}
    </ActionIcon>
  );
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The first letter that no branch has for its id, then numbered ones. */
export function freshId(branches: readonly { id: string }[]): string {
  const taken = new Set(branches.map(({ id }) => id));
  const letter = [...LETTERS].find((each) => !taken.has(each));
  if (letter) return letter;
  let number = 27;
  while (taken.has(`branch${number}`)) number += 1;
  return `branch${number}`;
}
