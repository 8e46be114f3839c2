import { Button, PasswordInput, TextInput } from '@mantine/core';
import { accessApi } from '@sojourn/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call, Refused } from '../../api/client.js';
import { sessionKey } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { useFields } from '../../ui/fields.js';
import { LinkButton } from '../../ui/link-button.js';
import { Snippet } from '../../ui/snippet.js';
import { Asked, useFailureWords } from '../../ui/state.js';
import { looksLikeEmail, SHORTEST_PASSWORD } from './credentials.js';
import { OutsideFrame } from './outside-frame.js';
import style from './outside-frame.module.css';

/** Makes the first member and the first workspace. The link with its token is printed by the server. */
export function SetupPage() {
  const { t } = useTranslation();
  const [{ token }] = useAddress();
  const [writeKey, setWriteKey] = useState<string>();
  const setup = useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => call(accessApi.setupState, { signal }) });
  if (writeKey !== undefined) return <Ready writeKey={writeKey} />;
  return (
    <OutsideFrame title={t('access.setup')} about={setup.data?.needed && token ? t('access.setupAbout') : undefined}>
      <Asked query={setup}>
        {({ needed }) => {
          if (!needed) return <Done />;
          return token ? (
            <SetupForm token={token} done={setWriteKey} />
          ) : (
            <p className={style.note}>{t('access.setupNoToken')}</p>
          );
        }}
      </Asked>
    </OutsideFrame>
  );
}

/** The first write key, which is never shown again. */
function Ready({ writeKey }: { writeKey: string }) {
  const { t } = useTranslation();
  return (
    <OutsideFrame title={t('access.keyTitle')} about={t('access.keyAbout')}>
      <div className={style.form}>
        <Snippet label={t('access.key')} code={writeKey} />
        <LinkButton to="/journeys" size="sm">
          {t('access.goOn')}
        </LinkButton>
      </div>
    </OutsideFrame>
  );
}

function Done() {
  const { t } = useTranslation();
  return (
    <div className={style.form}>
      <p className={style.note}>{t('access.setupDone')}</p>
      <LinkButton to="/sign-in" size="sm">
        {t('access.signInGo')}
      </LinkButton>
    </div>
  );
}

function SetupForm({ token, done }: { token: string; done: (writeKey: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields = useFields(
    { name: '', email: '', password: '', workspace: '' },
    (values) => ({
      name: values.name.trim() ? undefined : t('access.needName'),
      email: looksLikeEmail(values.email) ? undefined : t('access.needEmail'),
      password: values.password.length >= SHORTEST_PASSWORD ? undefined : t('access.needLongPassword'),
      workspace: values.workspace.trim() ? undefined : t('access.needWorkspace'),
    }),
    { email: t('access.needEmail'), password: t('access.weakPassword'), workspace: t('access.needWorkspace') },
  );
  // Whether the refusal is told at a field already.
  const [told, setTold] = useState(false);
  const create = useMutation({
    mutationFn: () => call(accessApi.setup, { body: { ...fields.values, email: fields.values.email.trim(), token } }),
    onSuccess: ({ writeKey, ...session }) => {
      queries.setQueryData(sessionKey, session);
      done(writeKey);
    },
    onError: (error) => setTold(fields.refused(error)),
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
      {create.isError && !told && <SetupFault error={create.error} />}
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
