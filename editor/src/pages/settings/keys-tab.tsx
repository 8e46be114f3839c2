import { Button } from '@mantine/core';
import { accessApi, type KeyReply } from '@sojourn/api';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useWorkspace } from '../../api/session.js';
import { Badge } from '../../ui/badge.js';
import { Confirm } from '../../ui/confirm.js';
import { Listing, type Column } from '../../ui/listing.js';
import { Asked, Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { Time } from '../../ui/time.js';
import { AddKey } from './add-key.js';
import { isScope } from './scopes.js';
import style from './settings.module.css';

/** With what sites, apps and programs come in. */
export function KeysTab() {
  const { t } = useTranslation();
  const call = useCall();
  const may = useMay();
  const { key } = useWorkspace();
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<KeyReply>();
  const revoke = useRevoke();
  const columns = useColumns(setRevoking);
  const keys = useQuery({ queryKey: [key, 'keys'], queryFn: ({ signal }) => call(accessApi.keys, { signal }) });
  const add = may('key.manage') && (
    <Button leftSection={<IconKey size={14} aria-hidden />} onClick={() => setAdding(true)}>
      {t('settings.addKey')}
    </Button>
  );
  return (
    <>
      <Asked query={keys}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={IconKey} title={t('settings.keysEmpty')} more={t('settings.keysEmptyMore')}>
              {add}
            </Empty>
          ) : (
            <>
              {add && <div className={style.actions}>{add}</div>}
              <Listing label={t('settings.keys')} columns={columns} items={items} idOf={({ id }) => id} />
            </>
          )
        }
      </Asked>
      {adding && <AddKey close={() => setAdding(false)} />}
      {revoking && (
        <Confirm
          danger
          title={t('settings.revokeAsk', { name: revoking.name })}
          more={t('settings.revokeMore')}
          act={t('settings.revoke')}
          busy={revoke.isPending}
          close={() => setRevoking(undefined)}
          confirm={() => revoke.mutate(revoking, { onSettled: () => setRevoking(undefined) })}
        />
      )}
    </>
  );
}

function useColumns(revoke: (key: KeyReply) => void): Column<KeyReply>[] {
  const { t } = useTranslation();
  const may = useMay();
  const scopeName = (scope: string) => (isScope(scope) ? t(`settings.${scope}`) : scope);
  return [
    { id: 'name', label: t('settings.key'), cell: ({ name }) => name },
    { id: 'prefix', label: t('settings.keyBegins'), cell: ({ prefix }) => <code>{prefix}…</code> },
    {
      id: 'scopes',
      label: t('settings.scopes'),
      cell: ({ scopes }) => scopes.map(scopeName).join(t('states.comma')),
    },
    { id: 'created', label: t('settings.created'), nowrap: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'used',
      label: t('settings.lastUsed'),
      nowrap: true,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : t('settings.never')),
    },
    {
      id: 'revoke',
      label: t('settings.revoke'),
      quiet: true,
      align: 'right',
      cell: (key) =>
        key.revokedAt ? (
          <Badge>{t('settings.revoked')}</Badge>
        ) : (
          may('key.manage') && (
            <Button
              variant="subtle"
              color="red"
              size="compact-xs"
              aria-label={t('settings.revokeOf', { name: key.name })}
              onClick={() => revoke(key)}
            >
              {t('settings.revoke')}
            </Button>
          )
        ),
    },
  ];
}

function useRevoke() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: KeyReply) => call(accessApi.revokeKey, { params: { key: id } }),
    onSuccess: () => tell.done(t('settings.wasRevoked')),
    onError: tell.failed,
    onSettled: () => queries.invalidateQueries(),
  });
}
