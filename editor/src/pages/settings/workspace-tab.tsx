import { Button, Select, TextInput } from '@mantine/core';
import { workspaceApi, type WorkspaceSettings } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../../api/settings.js';
import { sessionKey, useCall, useMay, useWorkspace } from '../../api/session.js';
import { Section } from '../../ui/section.js';
import { Asked } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { LANGUAGE_NAMES, useLanguage } from '../../words/language.js';
import { AnotherWorkspace } from './another-workspace.js';
import { QuietHours } from './quiet-hours.js';
import { isSound, settingsFaults } from './settings-faults.js';
import style from './settings.module.css';
import { Topics } from './topics.js';
import { zoneOptions } from './zones.js';

/** Name, zone, language, quiet hours and consent topics of the workspace. */
export function WorkspaceTab() {
  const settings = useSettings();
  return (
    <div className={style.narrow}>
      <Asked query={settings}>{(data) => <SettingsForm key={JSON.stringify(data)} stored={data} />}</Asked>
      <AnotherWorkspace />
    </div>
  );
}

function SettingsForm({ stored }: { stored: WorkspaceSettings }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const locked = !useMay()('settings.edit');
  const [draft, setDraft] = useState(stored);
  const change = (part: Partial<WorkspaceSettings>) => setDraft((before) => ({ ...before, ...part }));
  const zones = useMemo(() => zoneOptions(language, stored.zone), [language, stored.zone]);
  const faults = settingsFaults(draft);
  const changed = JSON.stringify(draft) !== JSON.stringify(stored);
  const save = useSave();
  return (
    <>
      {locked && <p className={style.note}>{t('settings.readOnly')}</p>}
      <fieldset className={style.fields} disabled={locked}>
        <Section title={t('settings.general')}>
          <div className={style.form}>
            <TextInput
              label={t('settings.name')}
              maxLength={100}
              value={draft.name}
              error={faults.name && t('settings.wrongName')}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <Select
              label={t('settings.zone')}
              description={t('settings.zoneHelp')}
              searchable
              limit={100}
              allowDeselect={false}
              disabled={locked}
              value={draft.zone}
              data={zones}
              onChange={(zone) => change({ zone: zone ?? draft.zone })}
            />
            <Select
              label={t('settings.language')}
              allowDeselect={false}
              disabled={locked}
              value={draft.language}
              data={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))}
              onChange={(value) => change({ language: value === 'en' ? 'en' : 'zh' })}
            />
          </div>
        </Section>
        <QuietHours
          quietHours={draft.quietHours}
          fault={faults.quietHours}
          locked={locked}
          change={(quietHours) => change({ quietHours })}
        />
        <Topics
          topics={draft.topics}
          stored={stored.topics}
          fault={faults.topics}
          locked={locked}
          change={(topics) => change({ topics })}
        />
      </fieldset>
      {changed && (
        <div className={style.save} role="status">
          <span>{t('settings.unsaved')}</span>
          <Button variant="default" onClick={() => setDraft(stored)}>
            {t('settings.undo')}
          </Button>
          <Button disabled={!isSound(faults)} loading={save.isPending} onClick={() => save.mutate(draft)}>
            {t('states.save')}
          </Button>
        </div>
      )}
    </>
  );
}

function useSave() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const { key } = useWorkspace();
  return useMutation({
    mutationFn: (settings: WorkspaceSettings) => call(workspaceApi.saveSettings, { body: settings }),
    onSuccess: (settings) => {
      tell.done(t('settings.saved'));
      queries.setQueryData([key, 'settings'], settings);
      return queries.invalidateQueries({ queryKey: sessionKey });
    },
    onError: tell.failed,
  });
}
