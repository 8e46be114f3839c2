import { Menu } from '@mantine/core';
import { LANGUAGES } from '@sojourn/rules';
import { IconCheck } from '@tabler/icons-react';
import { LANGUAGE_NAMES, speak, useLanguage } from '../words/language.js';
import type { OpenedProps } from './opens-later.js';

/** The languages to choose from, each by its own name. */
export function LanguageMenu({ target }: OpenedProps) {
  const language = useLanguage();
  return (
    <Menu position="right-end" defaultOpened>
      <Menu.Target>{target}</Menu.Target>
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
