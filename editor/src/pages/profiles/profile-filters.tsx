import { Select, TextInput } from '@mantine/core';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/model.js';
import { useAddress } from '../../ui/address.js';
import style from '../../ui/filters.module.css';
import { useWords } from '../../words/language.js';

/** Narrows the list by text and by stage. */
export function ProfileFilters() {
  const { t } = useTranslation();
  const words = useWords();
  const model = useModel();
  const [search, change] = useAddress();
  const stages = model ? [...model.stages.map(({ id }) => id), UNCLASSIFIED] : [];
  return (
    <search className={style.filters}>
      <TextInput
        w={260}
        aria-label={t('profiles.search')}
        placeholder={t('profiles.search')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search.search ?? ''}
        onChange={(event) => change({ search: event.currentTarget.value })}
      />
      <Select
        w={160}
        aria-label={t('profiles.stage')}
        allowDeselect={false}
        value={search.stage ?? ''}
        onChange={(stage) => change({ stage: stage ?? undefined })}
        data={[
          { value: '', label: t('profiles.anyStage') },
          ...stages.map((id) => ({ value: id, label: words(stageName(id, model!)) })),
        ]}
      />
    </search>
  );
}
