import { Switch } from '@mantine/core';
import { profilesApi, type AttributeReply, type AttributeType } from '@sojourn/api';
import { IconTag } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useWorkspace } from '../../api/session.js';
import { Listing } from '../../ui/listing.js';
import { Asked, Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import style from './settings.module.css';

/** The type of its values, and what else came. */
function TypeSeen({ type, conflicts }: AttributeReply) {
  const { t } = useTranslation();
  if (!type) return null;
  const others = Object.entries(conflicts ?? {}).map(
    ([other, n]) => `${t(`settings.type_${other as AttributeType}`)} × ${n}`,
  );
  return (
    <>
      {t(`settings.type_${type}`)}
      {others.length > 0 && <p className={style.about}>{t('settings.typeConflicts', { others: others.join(', ') })}</p>}
    </>
  );
}

/** Which attributes are personal and hidden from viewers. */
export function AttributesTab() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const may = useMay();
  const queries = useQueryClient();
  const { key } = useWorkspace();
  const attributes = useQuery({
    queryKey: [key, 'attributes'],
    queryFn: ({ signal }) => call(profilesApi.attributes, { signal }),
  });
  const mark = useMutation({
    mutationFn: ({ name, pii }: { name: string; pii: boolean }) =>
      call(profilesApi.markAttribute, { params: { name }, body: { pii } }),
    onSuccess: () => tell.done(t('settings.saved')),
    onError: tell.failed,
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <div className={style.narrow}>
      <p className={style.about}>{t('settings.personalAbout')}</p>
      <Asked query={attributes}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={IconTag} title={t('settings.attributesEmpty')} more={t('settings.attributesEmptyMore')} />
          ) : (
            <Listing
              label={t('settings.attributes')}
              items={items}
              idOf={({ name }) => name}
              columns={[
                { id: 'name', label: t('settings.attribute'), cell: ({ name }) => <code>{name}</code> },
                { id: 'type', label: t('settings.attributeType'), cell: (item) => <TypeSeen {...item} /> },
                {
                  id: 'pii',
                  label: t('settings.personal'),
                  width: 140,
                  cell: ({ name, pii }) => (
                    <Switch
                      aria-label={t('settings.personalOf', { name })}
                      checked={pii}
                      disabled={!may('settings.edit')}
                      onChange={(event) => mark.mutate({ name, pii: event.currentTarget.checked })}
                    />
                  ),
                },
              ]}
            />
          )
        }
      </Asked>
    </div>
  );
}
