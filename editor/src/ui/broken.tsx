import { Button } from '@mantine/core';
import { IconMoodSad } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from './state.js';

/** In place of a page that failed to draw, or whose files are no longer those of the server. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Empty icon={IconMoodSad} title={t('states.broken')} more={error instanceof Error ? error.message : undefined}>
        <Button onClick={() => location.reload()}>{t('states.reload')}</Button>
      </Empty>
    </div>
  );
}
