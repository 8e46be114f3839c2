import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from './state.js';

/** An address that leads nowhere. */
export function NothingHere() {
  const { t } = useTranslation();
  return (
    <Empty icon={IconMapQuestion} title={t('shell.notFound')}>
      <Button component={Link} to="/journeys">
        {t('shell.notFoundNext')}
      </Button>
    </Empty>
  );
}
