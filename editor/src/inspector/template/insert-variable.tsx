import { Button, Menu } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAttributes } from '../../api/suggestions.js';

/** The profile's attributes as variables, so that nobody has to know the template language for a name. */
export function InsertVariable({ insert }: { insert: (text: string) => void }) {
  const { t } = useTranslation();
  const attributes = useAttributes();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconBraces size={13} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('templateEditor.insert')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={280} style={{ overflowY: 'auto' }}>
        {attributes.map((name) => (
          <Menu.Item key={name} onClick={() => insert(`{{ ${reference(name)} }}`)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** An attribute whose name is no plain word is read with brackets. */
function reference(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `profile.${name}` : `profile[${JSON.stringify(name)}]`;
}
