import { Button, Modal, PasswordInput } from '@mantine/core';
import { accessApi } from '@sojourn/api';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.js';
import { useFields } from '../../ui/fields.js';
import { useFailureWords } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { SHORTEST_PASSWORD } from './credentials.js';
import style from './outside-frame.module.css';

/** Changes the own password, in a dialog. */
export function ChangePassword({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('access.changePassword')}
      size="sm"
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <PasswordForm close={close} />
    </Modal>
  );
}

function PasswordForm({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const tell = useTell();
  const fields = useFields(
    { current: '', password: '' },
    ({ current, password }) => ({
      current: current ? undefined : t('access.needPassword'),
      password: password.length >= SHORTEST_PASSWORD ? undefined : t('access.needLongPassword'),
    }),
    { current: t('access.wrongCurrent'), password: t('access.weakPassword') },
  );
  // Whether the refusal is told at a field already.
  const [told, setTold] = useState(false);
  const change = useMutation({
    mutationFn: () => call(accessApi.changePassword, { body: fields.values }),
    onSuccess: () => {
      tell.done(t('access.changed'));
      close();
    },
    onError: (error) => setTold(fields.refused(error)),
  });
  const { title, more } = useFailureWords(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.valid()) change.mutate();
  };
  const toggle = { 'aria-label': t('access.show') };
  return (
    <form className={style.form} onSubmit={submit} noValidate style={{ marginTop: 0 }}>
      <PasswordInput
        label={t('access.current')}
        autoComplete="current-password"
        visibilityToggleButtonProps={toggle}
        data-autofocus
        {...fields.bind('current')}
      />
      <PasswordInput
        label={t('access.fresh')}
        description={t('access.passwordHelp')}
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle}
        {...fields.bind('password')}
      />
      {change.isError && !told && (
        <p className={style.fault} role="alert">
          {[title, more].filter(Boolean).join(' ')}
        </p>
      )}
      <Button type="submit" loading={change.isPending}>
        {t('access.changePassword')}
      </Button>
    </form>
  );
}
