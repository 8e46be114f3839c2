import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { accessApi } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../api/session.js';
import { useFields } from '../../ui/fields.js';
import { Snippet } from '../../ui/snippet.js';
import { useTell } from '../../ui/tell.js';
import { isScope, SCOPES } from './scopes.js';
import style from './settings.module.css';

/** Makes a key and shows it, once. */
export function AddKey({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const [scopes, setScopes] = useState<string[]>(['ingest']);
  const fields = useFields({ name: '' }, ({ name }) => ({
    name: name.trim() ? undefined : t('settings.needKeyName'),
  }));
  const add = useMutation({
    mutationFn: () =>
      call(accessApi.addKey, { body: { name: fields.values.name.trim(), scopes: scopes.filter(isScope) } }),
    onSuccess: () => queries.invalidateQueries(),
    onError: tell.failed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.valid() && scopes.length > 0) add.mutate();
  };
  return (
    <Modal opened onClose={close} title={t('settings.addKey')} closeButtonProps={{ 'aria-label': t('states.close') }}>
      {add.data ? (
        <div className={style.form}>
          <p className={style.note}>{t('settings.keyOnce')}</p>
          <Snippet label={add.data.name} code={add.data.key} />
          <Button onClick={close}>{t('states.close')}</Button>
        </div>
      ) : (
        <form className={style.form} onSubmit={submit} noValidate>
          <TextInput label={t('settings.keyName')} maxLength={100} data-autofocus {...fields.bind('name')} />
          <Checkbox.Group
            label={t('settings.scopes')}
            value={scopes}
            onChange={setScopes}
            error={scopes.length === 0 && t('settings.needScope')}
          >
            <div className={style.checks}>
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={t(`settings.${scope}`)} />
              ))}
            </div>
          </Checkbox.Group>
          <Button type="submit" loading={add.isPending}>
            {t('settings.addKey')}
          </Button>
        </form>
      )}
    </Modal>
  );
}
