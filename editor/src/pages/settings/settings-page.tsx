import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.js';
import { Tabs } from '../../ui/tabs.js';
import { AttributesTab } from './attributes-tab.js';
import { CalendarsTab } from './calendars-tab.js';
import { KeysTab } from './keys-tab.js';
import { MembersTab } from './members-tab.js';
import { OperationsTab } from './operations-tab.js';
import { SampleTab } from './sample-tab.js';
import { TemplatesTab } from './templates-tab.js';
import { WorkspaceTab } from './workspace-tab.js';

/** What an admin sets for a workspace, and who and what may come in. */
export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('settings.title')}>
      <Tabs
        label={t('settings.tabs')}
        tabs={[
          { id: 'workspace', label: t('settings.workspace'), draw: () => <WorkspaceTab /> },
          { id: 'members', label: t('settings.members'), draw: () => <MembersTab /> },
          { id: 'keys', label: t('settings.keys'), draw: () => <KeysTab /> },
          { id: 'templates', label: t('settings.templates'), draw: () => <TemplatesTab /> },
          { id: 'attributes', label: t('settings.attributes'), draw: () => <AttributesTab /> },
          { id: 'calendars', label: t('entry.calendars'), draw: () => <CalendarsTab /> },
          { id: 'operations', label: t('settings.operations'), draw: () => <OperationsTab /> },
          { id: 'sample', label: t('settings.sample'), draw: () => <SampleTab /> },
        ]}
      />
    </Page>
  );
}
