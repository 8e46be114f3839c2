import { Button } from '@mantine/core';
import { deliveriesApi, type MailReply } from '@sojourn/api';
import { IconMailbox, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { useCall, useMay } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { Confirm } from '../../ui/confirm.js';
import { PagedListing } from '../../ui/paged-listing.js';
import { Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { Time } from '../../ui/time.js';
import style from './messages.module.css';

/** The mails that stayed here because no mail server is set up. */
export function MailboxTab() {
  const { t } = useTranslation();
  const may = useMay();
  const [{ mail }, change] = useAddress();
  const [asking, setAsking] = useState(false);
  const pages = usePages(deliveriesApi.mailbox, {}, { every: 3000 });
  const empty = useEmptyMailbox(() => {
    setAsking(false);
    change({ mail: undefined });
  });
  return (
    <>
      {may('settings.edit') && pages.data && pages.data.length > 0 && (
        <div className={style.actions}>
          <Button variant="default" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {t('messages.emptyMailbox')}
          </Button>
        </div>
      )}
      <PagedListing<MailReply>
        label={t('messages.mailbox')}
        pages={pages}
        idOf={({ id }) => id}
        open={({ id }) => change({ mail: id })}
        chosen={mail}
        columns={[
          { id: 'subject', label: t('messages.subject'), cell: ({ subject }) => subject },
          { id: 'to', label: t('messages.to'), cell: ({ to }) => to },
          { id: 'at', label: t('messages.at'), nowrap: true, cell: ({ at }) => <Time at={at} precise /> },
        ]}
        empty={<Empty icon={IconMailbox} title={t('messages.mailEmpty')} more={t('messages.mailEmptyMore')} />}
      />
      {asking && (
        <Confirm
          danger
          title={t('messages.emptyAsk')}
          more={t('messages.emptyAskMore')}
          act={t('messages.emptyMailbox')}
          busy={empty.isPending}
          close={() => setAsking(false)}
          confirm={() => empty.mutate()}
        />
      )}
    </>
  );
}

function useEmptyMailbox(done: () => void) {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(deliveriesApi.emptyMailbox),
    onSuccess: () => {
      tell.done(t('messages.emptied'));
      done();
      return queries.invalidateQueries();
    },
    onError: tell.failed,
  });
}
