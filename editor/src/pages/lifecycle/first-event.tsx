import { Button, Loader } from '@mantine/core';
import { accessApi } from '@sojourn/api';
import { IconKey, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useMay } from '../../api/session.js';
import { Snippet } from '../../ui/snippet.js';
import { Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import style from './events.module.css';
import { curlSnippet, nodeSnippet } from './first-event-snippets.js';

/** Where no event has come yet: lines to copy that send one, with a key made for them on the spot. */
export function FirstEvent() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const may = useMay();
  const make = useMutation({
    mutationFn: () => call(accessApi.addKey, { body: { name: t('meanings.keyName'), scopes: ['ingest'] } }),
    onError: tell.failed,
  });
  const where = { host: location.origin, key: make.data?.key ?? 'WRITE_KEY' };
  return (
    <>
      <Empty icon={IconPlugConnected} title={t('meanings.empty')} more={t('meanings.emptyMore')}>
        <Loader size="xs" type="dots" />
        <span>{t('meanings.waiting')}</span>
      </Empty>
      <div className={style.first}>
        {may('key.manage') && (
          <div className={style.key} role="status">
            <span>{t(make.data ? 'meanings.keyOnce' : 'meanings.needKey')}</span>
            {!make.data && (
              <Button
                leftSection={<IconKey size={14} aria-hidden />}
                loading={make.isPending}
                onClick={() => make.mutate()}
              >
                {t('meanings.makeKey')}
              </Button>
            )}
          </div>
        )}
        <Snippet label={t('meanings.curl')} code={curlSnippet(where)} />
        <Snippet label={t('meanings.node')} code={nodeSnippet(where)} />
      </div>
    </>
  );
}
