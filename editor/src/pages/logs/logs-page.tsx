import type { AuditReply } from '@sojourn/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { Page } from '../../ui/page.js';
import { Tabs } from '../../ui/tabs.js';
import { AuditPanel } from './audit-panel.js';
import { AuditTab } from './audit-tab.js';
import { RefusalsTab } from './refusals-tab.js';
import { StepsTab } from './steps-tab.js';

/** What the engine did, whom it kept out, and what people changed. */
export function LogsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [record, setRecord] = useState<AuditReply>();
  return (
    <Page title={t('logs.title')} panel={record && <AuditPanel record={record} close={() => setRecord(undefined)} />}>
      <Tabs
        label={t('logs.tabs')}
        changed={() => setRecord(undefined)}
        tabs={[
          { id: 'steps', label: t('logs.steps'), draw: () => <StepsTab /> },
          { id: 'refusals', label: t('logs.refusals'), draw: () => <RefusalsTab /> },
          ...(may('audit.read')
            ? [
                {
                  id: 'audit',
                  label: t('logs.audit'),
                  draw: () => <AuditTab open={setRecord} chosen={record?.id} />,
                },
              ]
            : []),
        ]}
      />
    </Page>
  );
}
