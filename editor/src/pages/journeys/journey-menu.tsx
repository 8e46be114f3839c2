import { ActionIcon, Menu } from '@mantine/core';
import type { JourneySummary } from '@sojourn/api';
import { IconArchive, IconCopy, IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** What can be done to a journey without opening it. */
export function JourneyMenu({
  journey,
  duplicate,
  archive,
}: {
  journey: JourneySummary;
  duplicate: () => void;
  archive?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={22} aria-label={t('journeys.actionsOf', { name: journey.name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={duplicate}>
          {t('journeys.duplicate')}
        </Menu.Item>
        {archive && (
          <Menu.Item leftSection={<IconArchive size={14} aria-hidden />} onClick={archive}>
            {t('journeys.archive')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
