import { ActionIcon, Menu } from '@mantine/core';
import { LANGUAGES } from '@sojourn/rules';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, speak, useLanguage } from '../words/language.js';

/** Chooses the language on screen. It is remembered in this browser. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Menu position="right-end">
      <Menu.Target>
        <ActionIcon size={36} aria-label={`${t('shell.language')}: ${LANGUAGE_NAMES[language]}`} data-testid="language">
          <IconLanguage size={20} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((code) => (
          <Menu.Item
            key={code}
            lang={code === 'zh' ? 'zh-CN' : code}
            leftSection={<IconCheck size={14} visibility={code === language ? undefined : 'hidden'} aria-hidden />}
            aria-current={code === language}
            onClick={() => void speak(code)}
          >
            {LANGUAGE_NAMES[code]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
