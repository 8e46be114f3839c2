import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.js';
import { Asked } from '../../ui/state.js';
import { Tabs } from '../../ui/tabs.js';
import { EventsTab } from './events-tab.js';
import { ModelEditor } from './model-editor.js';
import { MovePanel, type Move } from './move-panel.js';
import { StagesTab } from './stages-tab.js';
import { useLifecycle } from './use-lifecycle.js';

/** Where the profiles stand, how they move, by which rules, and what the events mean that the rules ask about. */
export function LifecyclePage() {
  const { t } = useTranslation();
  const lifecycle = useLifecycle();
  const [beside, setBeside] = useState<{ move: Move } | 'editor'>();
  const close = () => setBeside(undefined);
  const panel =
    beside === 'editor' && lifecycle.data ? (
      <ModelEditor lifecycle={lifecycle.data} close={close} />
    ) : beside && beside !== 'editor' ? (
      <MovePanel move={beside.move} close={close} />
    ) : undefined;
  return (
    <Page title={t('lifecycle.title')} panel={panel}>
      <Tabs
        label={t('lifecycle.tabs')}
        tabs={[
          {
            id: 'stages',
            label: t('lifecycle.stages'),
            draw: () => (
              <Asked query={lifecycle}>
                {(data) => (
                  <StagesTab
                    lifecycle={data}
                    edit={() => setBeside('editor')}
                    openMove={(move) => setBeside({ move })}
                  />
                )}
              </Asked>
            ),
          },
          { id: 'meanings', label: t('lifecycle.meanings'), draw: () => <EventsTab /> },
        ]}
      />
    </Page>
  );
}
