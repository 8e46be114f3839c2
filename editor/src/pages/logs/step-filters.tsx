import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../../ui/address.js';
import style from '../../ui/filters.module.css';
import { JourneyChoice } from '../../ui/journey-choice.js';
import { useWords } from '../../words/language.js';
import { STEP_OUTCOMES } from '../../words/outcomes.js';
import { useNodeNames, useVersions } from './journey-parts.js';
import logs from './logs.module.css';
import { ProfileChoice } from './profile-choice.js';

/** Narrows the execution log. Versions and nodes can be chosen once a journey is. */
export function StepFilters() {
  const { t } = useTranslation();
  const words = useWords();
  const [search, change] = useAddress();
  const versions = useVersions(search.journey);
  const nodes = useNodeNames(search.journey);
  return (
    <search className={style.filters}>
      <JourneyChoice
        value={search.journey}
        choose={(journey) => change({ journey, version: undefined, node: undefined })}
      />
      {search.journey && (
        <>
          <Select
            w={120}
            aria-label={t('logs.version')}
            allowDeselect={false}
            value={search.version ?? ''}
            onChange={(version) => change({ version: version ?? undefined })}
            data={[
              { value: '', label: t('logs.anyVersion') },
              ...versions.map((version) => ({ value: String(version), label: `v${version}` })),
            ]}
          />
          <Select
            w={170}
            aria-label={t('logs.node')}
            allowDeselect={false}
            searchable
            value={search.node ?? ''}
            onChange={(node) => change({ node: node ?? undefined })}
            data={[
              { value: '', label: t('logs.anyNode') },
              ...[...nodes].map(([value, name]) => ({ value, label: words(name) })),
            ]}
          />
        </>
      )}
      <ProfileChoice value={search.profile} choose={(profile) => change({ profile })} />
      <Select
        w={120}
        aria-label={t('logs.outcome')}
        allowDeselect={false}
        value={search.outcome ?? ''}
        onChange={(outcome) => change({ outcome: outcome ?? undefined })}
        data={[
          { value: '', label: t('logs.anyOutcome') },
          ...Object.entries(STEP_OUTCOMES).map(([value, label]) => ({ value, label: words(label) })),
        ]}
      />
      <TextInput
        type="datetime-local"
        aria-label={t('logs.from')}
        leftSection={<span className={logs.label}>{t('logs.from')}</span>}
        leftSectionWidth={64}
        leftSectionPointerEvents="none"
        value={search.from ?? ''}
        max={search.to}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        aria-label={t('logs.to')}
        leftSection={<span className={logs.label}>{t('logs.to')}</span>}
        leftSectionWidth={64}
        leftSectionPointerEvents="none"
        value={search.to ?? ''}
        min={search.from}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
    </search>
  );
}
