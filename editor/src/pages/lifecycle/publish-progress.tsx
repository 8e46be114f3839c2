import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isGoingOn, useOperation } from '../../api/operations.js';
import { Progress } from '../../ui/progress.js';
import style from './lifecycle.module.css';

/** How far everyone is computed anew by a model that was just published. */
export function PublishProgress({
  published,
  close,
}: {
  published: { version: number; operation: string };
  close: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const operation = useOperation(published.operation);
  const going = !operation.data || isGoingOn(operation.data);
  useEffect(() => {
    if (!going) void queries.invalidateQueries();
  }, [going, queries]);
  return (
    <output className={style.form}>
      {going ? (
        <>
          <span>{t('lifecycle.publishing')}</span>
          <Progress label={t('lifecycle.publishing')} operation={operation.data ?? { done: 0 }} />
        </>
      ) : operation.data?.state === 'done' ? (
        <span>{t('lifecycle.published', { version: published.version })}</span>
      ) : (
        <span className={`${style.note} ${style.warn}`}>
          {t('lifecycle.publishFailed')} {operation.data?.problem}
        </span>
      )}
      <Button variant="default" onClick={close}>
        {t('states.close')}
      </Button>
    </output>
  );
}
