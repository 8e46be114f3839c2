import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { Page } from '../../ui/page.js';
import { Tabs } from '../../ui/tabs.js';
import { DeliveriesTab } from './deliveries-tab.js';
import { MailPanel } from './mail-panel.js';
import { MailboxTab } from './mailbox-tab.js';

/** 触达: what was sent or not and why, and the mails that stayed here. */
export function MessagesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [{ mail }, change] = useAddress();
  const reads = may('mailbox.read');
  return (
    <Page
      title={t('messages.title')}
      panel={mail && reads && <MailPanel key={mail} id={mail} close={() => change({ mail: undefined })} />}
    >
      <Tabs
        label={t('messages.tabs')}
        tabs={[
          { id: 'deliveries', label: t('messages.deliveries'), draw: () => <DeliveriesTab /> },
          ...(reads ? [{ id: 'mailbox', label: t('messages.mailbox'), draw: () => <MailboxTab /> }] : []),
        ]}
      />
    </Page>
  );
}
