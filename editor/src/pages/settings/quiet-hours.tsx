import { Select, Switch, TextInput } from '@mantine/core';
import type { WorkspaceSettings } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/section.js';
import style from './settings.module.css';

type Quiet = WorkspaceSettings['quietHours'];

/** From when to when marketing rests, and what becomes of what falls into it. */
export function QuietHours({
  quietHours,
  fault,
  locked,
  change,
}: {
  quietHours: Quiet;
  fault: boolean;
  locked: boolean;
  change: (quietHours: Quiet) => void;
}) {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.quiet')} about={t('settings.quietAbout')}>
      <div className={style.form}>
        <Switch
          label={t('settings.quietOn')}
          checked={quietHours !== null}
          onChange={(event) =>
            change(event.currentTarget.checked ? { from: '21:00', to: '09:00', action: 'defer' } : null)
          }
        />
        {quietHours && (
          <div className={style.row}>
            <TextInput
              type="time"
              label={t('settings.quietFrom')}
              value={quietHours.from}
              onChange={(event) => change({ ...quietHours, from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t('settings.quietTo')}
              value={quietHours.to}
              error={fault}
              onChange={(event) => change({ ...quietHours, to: event.currentTarget.value })}
            />
            <Select
              label={t('settings.quietAction')}
              w={220}
              allowDeselect={false}
              disabled={locked}
              value={quietHours.action}
              data={[
                { value: 'defer', label: t('settings.defer') },
                { value: 'drop', label: t('settings.drop') },
              ]}
              onChange={(action) => change({ ...quietHours, action: action === 'drop' ? 'drop' : 'defer' })}
            />
          </div>
        )}
        {fault && (
          <p className={style.fault} role="alert">
            {t('settings.wrongQuiet')}
          </p>
        )}
      </div>
    </Section>
  );
}
