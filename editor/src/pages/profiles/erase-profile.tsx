import { Button } from '@mantine/core';
import { profilesApi } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import { useTell } from '../../ui/tell.js';

/** Erases the person for good, after asking. Whoever may not does not see it. */
export function EraseProfile({ id, name, close }: { id: string; name: string; close: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const erase = useMutation({
    mutationFn: () => call(profilesApi.erase, { params: { profile: id } }),
    onSuccess: () => {
      tell.done(t('profiles.erasing'));
      close();
    },
    onError: tell.failed,
    onSettled: () => queries.invalidateQueries(),
  });
  if (!useMay()('profile.erase')) return null;
  return (
    <>
      <Button variant="subtle" color="red" size="compact-sm" onClick={() => setAsking(true)}>
        {t('profiles.erase')}
      </Button>
      {asking && (
        <Confirm
          title={t('profiles.eraseTitle', { name })}
          more={t('profiles.eraseMore')}
          act={t('profiles.eraseForGood')}
          danger
          busy={erase.isPending}
          confirm={() => erase.mutate()}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}
