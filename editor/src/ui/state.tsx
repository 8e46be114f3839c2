import { Button, Loader } from '@mantine/core';
import { IconCloudOff, IconMoodEmpty, type Icon } from '@tabler/icons-react';
import i18next, { type TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused, Unreachable } from '../api/client.js';
import style from './state.module.css';

/** Says that something is on its way. Keeps its place so that nothing jumps. */
export function Loading({ label }: { label?: string }) {
  const { t } = useTranslation();
  return (
    <output className={style.state}>
      <Loader size="sm" type="dots" />
      <span className={style.more}>{label ?? t('states.loading')}</span>
    </output>
  );
}

/** An empty page teaches: a picture, one sentence, one way on. */
export function Empty({
  icon: Picture = IconMoodEmpty,
  title,
  more,
  children,
}: {
  icon?: Icon;
  title: string;
  more?: string;
  children?: ReactNode;
}) {
  return (
    <div className={style.state}>
      <Picture size={32} stroke={1.25} aria-hidden className={style.picture} />
      <p className={style.title}>{title}</p>
      {more && <p className={style.more}>{more}</p>}
      {children && <div className={style.next}>{children}</div>}
    </div>
  );
}

/** Says what went wrong, in the server's words where it has some, and offers to try again. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  const { title, more } = useFailureWords(error);
  return (
    <div className={style.state} role="alert">
      <IconCloudOff size={32} stroke={1.25} aria-hidden className={style.picture} />
      <p className={style.title}>{title}</p>
      {more && <p className={style.more}>{more}</p>}
      {again && (
        <div className={style.next}>
          <Button variant="default" onClick={again}>
            {t('states.again')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What an error says to people. */
export function useFailureWords(error: unknown): { title: string; more?: string } {
  const { t } = useTranslation();
  return failureWords(error, t);
}

/** The same outside of drawing, e.g. for what is told in passing. */
export function failureWords(error: unknown, t: TFunction): { title: string; more?: string } {
  if (error instanceof Unreachable) return { title: t('states.unreachable'), more: t('states.unreachableNext') };
  if (error instanceof Refused) return refusalWords(error, t);
  return { title: t('states.failed'), more: error instanceof Error ? error.message : undefined };
}

/** The server speaks English. Where the reader does not, our words for the kind of refusal stand before its own. */
function refusalWords({ status, title, detail }: Refused, t: TFunction): { title: string; more?: string } {
  const said = [title, detail].filter(Boolean).join(' ');
  if (i18next.language === 'en') {
    return { title: title || t('states.failed'), more: detail ?? (title ? undefined : t('states.status', { status })) };
  }
  const kind = WORDED.find((each) => each === status) ?? (status >= 500 ? 500 : undefined);
  return {
    title: kind ? t(`states.refused${kind}`) : t('states.status', { status }),
    more: said && status < 500 ? t('states.serverSays', { words: said }) : undefined,
  };
}

const WORDED = [401, 403, 404, 409, 413, 422, 429] as const;

/** Draws what a query is at: loading, failed, or its data. */
export function Asked<T>({
  query,
  children,
}: {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  return <Loading />;
}
