import { ActionIcon } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, useLanguage } from '../words/language.js';
import { later } from './later.js';
import { OpensLater } from './opens-later.js';

const LanguageMenu = later(() => import('./language-menu.js'), 'LanguageMenu');

/** Chooses the language on screen. It is remembered in this browser. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <OpensLater
      open={(target) => <LanguageMenu target={target} />}
      button={
        <ActionIcon size={36} aria-label={`${t('shell.language')}: ${LANGUAGE_NAMES[language]}`} data-testid="language">
          <IconLanguage size={20} stroke={1.5} />
        </ActionIcon>
      }
    />
  );
}
