import { Button, Modal, Select, TextInput } from '@mantine/core';
import { accessApi, ROLES, type Role } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useFields } from '../../ui/fields.js';
import { Snippet } from '../../ui/snippet.js';
import { useTell } from '../../ui/tell.js';
import { ROLE_WORDS } from '../../words/audit.js';
import { useWords } from '../../words/language.js';
import { looksLikeEmail } from '../access/credentials.js';
import style from './settings.module.css';

/** Adds somebody to the workspace and shows the first password, once. */
export function AddMember({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const words = useWords();
  const queries = useQueryClient();
  const { role: own } = useWorkspace();
  const [role, setRole] = useState<Role>('operator');
  const fields = useFields({ name: '', email: '' }, ({ name, email }) => ({
    name: name.trim() ? undefined : t('access.needName'),
    email: looksLikeEmail(email) ? undefined : t('access.needEmail'),
  }));
  const add = useMutation({
    mutationFn: () =>
      call(accessApi.addMember, { body: { ...fields.values, email: fields.values.email.trim(), role } }),
    onSuccess: () => queries.invalidateQueries(),
    onError: tell.failed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.valid()) add.mutate();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t('settings.addMember')}
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      {add.data ? (
        <div className={style.form}>
          <p className={style.note}>
            {t(add.data.password ? 'settings.memberAdded' : 'settings.memberKnown', { name: add.data.name })}
          </p>
          {add.data.password && <Snippet label={t('settings.password')} code={add.data.password} />}
          <Button onClick={close}>{t('states.close')}</Button>
        </div>
      ) : (
        <form className={style.form} onSubmit={submit} noValidate>
          <TextInput label={t('settings.memberName')} maxLength={100} data-autofocus {...fields.bind('name')} />
          <TextInput label={t('settings.email')} type="email" {...fields.bind('email')} />
          <Select
            label={t('settings.role')}
            description={t(`settings.${role}Can`)}
            allowDeselect={false}
            value={role}
            data={ROLES.slice(0, ROLES.indexOf(own) + 1).map((each) => ({
              value: each,
              label: words(ROLE_WORDS[each]),
            }))}
            onChange={(chosen) => setRole((chosen ?? 'operator') as Role)}
          />
          <Button type="submit" loading={add.isPending}>
            {t('settings.addMember')}
          </Button>
        </form>
      )}
    </Modal>
  );
}
