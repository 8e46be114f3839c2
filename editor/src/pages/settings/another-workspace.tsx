import { Button, TextInput } from '@mantine/core';
import { workspaceApi } from '@sojourn/api';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseWorkspace, useCall, useMay } from '../../api/session.js';
import { Section } from '../../ui/section.js';
import { useTell } from '../../ui/tell.js';
import style from './settings.module.css';

/** Makes another workspace and goes there. */
export function AnotherWorkspace() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const may = useMay();
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () => call(workspaceApi.create, { body: { name: name.trim() } }),
    onSuccess: ({ key }) => chooseWorkspace(key),
    onError: tell.failed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (!may('workspace.manage')) return null;
  return (
    <Section title={t('settings.another')} about={t('settings.anotherAbout')}>
      <form className={style.row} onSubmit={submit}>
        <TextInput
          w={260}
          label={t('settings.name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!name.trim()} loading={make.isPending}>
          {t('settings.make')}
        </Button>
      </form>
    </Section>
  );
}
