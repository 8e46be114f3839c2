import { accessApi, type AuditReply } from '@sojourn/api';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { PagedListing } from '../../ui/paged-listing.js';
import { Empty } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { actionWords } from '../../words/audit.js';
import { useWords } from '../../words/language.js';
import { useAuditNames } from './audit-names.js';
import style from './logs.module.css';

/** What people and keys changed, newest first. */
export function AuditTab({ open, chosen }: { open: (record: AuditReply) => void; chosen: string | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const { actorName, targetName } = useAuditNames();
  const pages = usePages(accessApi.audit, {}, { every: 10_000 });
  return (
    <PagedListing<AuditReply>
      label={t('logs.audit')}
      pages={pages}
      idOf={({ id }) => id}
      open={open}
      chosen={chosen}
      columns={[
        { id: 'what', label: t('logs.what'), cell: ({ action }) => words(actionWords(action)) },
        { id: 'target', label: t('logs.target'), cell: ({ target }) => targetName(target) },
        { id: 'who', label: t('logs.who'), cell: ({ actor }) => actorName(actor) },
        {
          id: 'from',
          label: t('logs.place'),
          nowrap: true,
          cell: ({ from }) => <span className={style.quiet}>{from ?? '–'}</span>,
        },
        { id: 'at', label: t('logs.at'), nowrap: true, cell: ({ at }) => <Time at={at} precise /> },
      ]}
      empty={<Empty icon={IconShieldCheck} title={t('logs.auditEmpty')} />}
    />
  );
}
