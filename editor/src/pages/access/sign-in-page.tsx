import { Button, PasswordInput, TextInput } from '@mantine/core';
import { accessApi } from '@sojourn/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call, Refused } from '../../api/client.js';
import { sessionKey } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { useFields } from '../../ui/fields.js';
import { useFailureWords } from '../../ui/state.js';
import { looksLikeEmail, safeNext } from './credentials.js';
import { OutsideFrame } from './outside-frame.js';
import style from './outside-frame.module.css';

/** Signs a member in and goes to where they wanted to be. */
export function SignInPage() {
  const { t } = useTranslation();
  const [search] = useAddress();
  const router = useRouter();
  const queries = useQueryClient();
  const setup = useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => call(accessApi.setupState, { signal }) });
  const fields = useFields({ email: '', password: '' }, ({ email, password }) => ({
    email: looksLikeEmail(email) ? undefined : t('access.needEmail'),
    password: password ? undefined : t('access.needPassword'),
  }));
  const signIn = useMutation({
    mutationFn: () => call(accessApi.signIn, { body: { ...fields.values, email: fields.values.email.trim() } }),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionKey, session);
      router.history.push(safeNext(search.next));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fields.valid()) signIn.mutate();
  };
  return (
    <OutsideFrame title={t('access.signIn')} about={t('access.signInAbout')}>
      {setup.data?.needed && <p className={style.note}>{t('access.signInFirst')}</p>}
      {search.ended && !signIn.error && <p className={style.note}>{t('access.ended')}</p>}
      <form className={style.form} onSubmit={submit} noValidate>
        <TextInput
          size="sm"
          label={t('access.email')}
          type="email"
          autoComplete="username"
          // The one thing to do on this page.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          {...fields.bind('email')}
        />
        <PasswordInput
          size="sm"
          label={t('access.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('access.show') }}
          {...fields.bind('password')}
        />
        {signIn.error && <SignInFault error={signIn.error} />}
        <Button size="sm" type="submit" loading={signIn.isPending}>
          {t('access.signInGo')}
        </Button>
      </form>
    </OutsideFrame>
  );
}

function SignInFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { title, more } = useFailureWords(error);
  const status = error instanceof Refused ? error.status : undefined;
  const words = status === 401 ? t('access.wrong') : status === 429 ? t('access.tooOften') : undefined;
  return (
    <p className={style.fault} role="alert">
      {words ?? [title, more].filter(Boolean).join(' ')}
    </p>
  );
}
