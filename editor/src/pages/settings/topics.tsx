import { ActionIcon, Button, Switch, TextInput, VisuallyHidden } from '@mantine/core';
import type { WorkspaceSettings } from '@sojourn/api';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/section.js';
import { useWords } from '../../words/language.js';
import style from './settings.module.css';

type Topic = WorkspaceSettings['topics'][number];

/** What people can consent to. An id that is in use stays what it is: consents and journeys name it. */
export function Topics({
  topics,
  stored,
  fault,
  locked,
  change,
}: {
  topics: Topic[];
  stored: readonly Topic[];
  fault: boolean;
  locked: boolean;
  change: (topics: Topic[]) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const set = (index: number, part: Partial<Topic>) =>
    change(topics.map((topic, each) => (each === index ? { ...topic, ...part } : topic)));
  const blank: Topic = { id: '', name: { en: '', zh: '' }, byDefault: false, transactional: false };
  return (
    <Section title={t('settings.topics')} about={t('settings.topicsAbout')}>
      <table className={style.topics} aria-label={t('settings.topics')}>
        <thead>
          <tr>
            <th scope="col">{t('settings.topicId')}</th>
            <th scope="col">{t('settings.topicZh')}</th>
            <th scope="col">{t('settings.topicEn')}</th>
            <th scope="col">{t('settings.byDefault')}</th>
            <th scope="col">{t('settings.transactional')}</th>
            <th scope="col">
              <VisuallyHidden>{t('settings.remove')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {topics.map((topic, index) => {
            const { id, name, byDefault, transactional } = topic;
            const called = words(name) || id;
            return (
              // A row being written has no name yet but its place.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <td>
                  <TextInput
                    aria-label={t('settings.topicId')}
                    value={id}
                    readOnly={stored.some((each) => each.id === id) && index < stored.length}
                    onChange={(event) => set(index, { id: event.currentTarget.value })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={`${t('settings.topicZh')}: ${id}`}
                    value={name.zh}
                    onChange={(event) => set(index, { name: { ...name, zh: event.currentTarget.value } })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={`${t('settings.topicEn')}: ${id}`}
                    value={name.en}
                    onChange={(event) => set(index, { name: { ...name, en: event.currentTarget.value } })}
                  />
                </td>
                <td>
                  <Switch
                    aria-label={`${t('settings.byDefault')}: ${called}`}
                    checked={byDefault}
                    onChange={(event) => set(index, { byDefault: event.currentTarget.checked })}
                  />
                </td>
                <td>
                  <Switch
                    aria-label={`${t('settings.transactional')}: ${called}`}
                    checked={transactional}
                    onChange={(event) => set(index, { transactional: event.currentTarget.checked })}
                  />
                </td>
                <td>
                  <ActionIcon
                    aria-label={t('settings.removeTopic', { name: called })}
                    disabled={locked || topics.length === 1}
                    onClick={() => change(topics.filter((_, each) => each !== index))}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {fault && (
        <p className={style.fault} role="alert">
          {t('settings.wrongTopics')}
        </p>
      )}
      {!locked && (
        <Button
          mt="sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => change([...topics, blank])}
        >
          {t('settings.addTopic')}
        </Button>
      )}
    </Section>
  );
}
