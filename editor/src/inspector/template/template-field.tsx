import { Button, Group, Select } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTemplates } from '../../api/suggestions.js';
import { later } from '../../ui/later.js';
import type { FieldProps } from '../field-props.js';

const TemplateDialog = later(() => import('./template-dialog.js'), 'TemplateDialog');

/** A message template: chosen from the workspace's, or written on the spot. */
export function TemplateField({
  field,
  label,
  description,
  error,
  required,
  readOnly,
  value,
  change,
  leave,
}: FieldProps) {
  const { t } = useTranslation();
  const templates = useTemplates().data ?? [];
  const [open, setOpen] = useState<'new' | 'edit'>();
  const chosen = typeof value === 'string' ? value : '';
  const template = templates.find(({ id }) => id === chosen);
  const data = templates.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div>
      <Select
        name={field.name}
        label={label}
        description={description}
        error={error}
        required={required}
        readOnly={readOnly}
        data={data}
        searchable
        value={template ? chosen : null}
        placeholder={t(chosen && !template ? 'templateEditor.gone' : 'templateEditor.choose')}
        onChange={(next) => change(next ?? undefined)}
        onBlur={leave}
      />
      {!readOnly && (
        <Group gap={4} mt={4}>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setOpen('new')}
            data-testid="new-template"
          >
            {t('templateEditor.write')}
          </Button>
          {template && (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconPencil size={13} aria-hidden />}
              onClick={() => setOpen('edit')}
              data-testid="edit-template"
            >
              {t('templateEditor.edit')}
            </Button>
          )}
        </Group>
      )}
      {open && (
        <Suspense>
          <TemplateDialog
            template={open === 'edit' ? template : undefined}
            close={() => setOpen(undefined)}
            saved={(id) => {
              change(id);
              setOpen(undefined);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
