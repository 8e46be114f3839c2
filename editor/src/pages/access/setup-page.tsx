import { Button, PasswordInput, TextInput } from '@mantine/core';
import { accessApi } from '@sojourn/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call, Refused } from '../../api/client.js';
import { sessionKey } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { useFields } from '../../ui/fields.js';
import { Asked, useFailureWords } from '../../ui/state.js';
import { looksLikeEmail, SHORTEST_PASSWORD } from './credentials.js';
import { OutsideFrame } from './outside-frame.js';
import style from './outside-frame.module.css';

/** Makes the first member and the first workspace. The link with its token is printed by the server. */
export function SetupPage() {
  const { t } = useTranslation();
  const [{ token }] = useAddress();
  const setup = useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => call(accessApi.setupState, { signal }) });
  return (
    <OutsideFrame title={t('access.setup')} about={setup.data?.needed && token ? t('access.setupAbout') : undefined}>
      <Asked query={setup}>
        {({ needed }) => {
          if (!needed) return <Done />;
          return token ? <SetupForm token={token} /> : <p className={style.note}>{t('access.setupNoToken')}</p>;
        }}
      </Asked>
    </OutsideFrame>
  );
}

function Done() {
  const { t } = useTranslation();
  return (
    <div className={style.form}>
      <p className={style.note}>{t('access.setupDone')}</p>
      <Button component={Link} to="/sign-in" size="sm">
        {t('access.signInGo')}
      </Button>
    </div>
  );
}

function SetupForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const fields = useFields({ name: '', email: '', password: '', workspace: '' }, (values) => ({
    name: values.name.trim() ? undefined : t('access.needName'),
    email: looksLikeEmail(values.email) ? undefined : t('access.needEmail'),
    password: values.password.length >= SHORTEST_PASSWORD ? undefined : t('access.needLongPassword'),
    workspace: values.workspace.trim() ? undefined : t('access.needWorkspace'),
  }));
  const create = useMutation({
    mutationFn: () => call(accessApi.setup, { body: { ...fields.values, email: fields.values.email.trim(), token } }),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionKey, session);
      void navigate({ to: '/journeys' });
    },
    onError: fields.refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.valid()) create.mutate();
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      {/* The one thing to do on this page. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <TextInput size="sm" label={t('access.name')} autoComplete="name" autoFocus {...fields.bind('name')} />
      <TextInput size="sm" label={t('access.email')} type="email" autoComplete="username" {...fields.bind('email')} />
      <PasswordInput
        size="sm"
        label={t('access.password')}
        description={t('access.passwordHelp')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('access.show') }}
        {...fields.bind('password')}
      />
      <TextInput
        size="sm"
        label={t('access.workspace')}
        description={t('access.workspaceHelp')}
        autoComplete="organization"
        {...fields.bind('workspace')}
      />
      {create.isError && <SetupFault error={create.error} />}
      <Button size="sm" type="submit" loading={create.isPending}>
        {t('access.setupGo')}
      </Button>
    </form>
  );
}

function SetupFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { title, more } = useFailureWords(error);
  const stale = error instanceof Refused && [401, 403, 404, 409].includes(error.status);
  return (
    <p className={style.fault} role="alert">
      {stale ? t('access.setupBadToken') : [title, more].filter(Boolean).join(' ')}
    </p>
  );
}
