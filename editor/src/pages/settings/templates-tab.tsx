import { Button } from '@mantine/core';
import type { TemplateReply } from '@sojourn/api';
import { IconMail, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { useTemplates } from '../../api/suggestions.js';
import { Listing } from '../../ui/listing.js';
import { Asked, Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { Time } from '../../ui/time.js';
import { useLanguage } from '../../words/language.js';
import style from './settings.module.css';

const TemplateDialog = lazy(async () => ({
  default: (await import('../../inspector/template/template-dialog.js')).TemplateDialog,
}));

/** Everything that journeys send, in one list. */
export function TemplatesTab() {
  const { t } = useTranslation();
  const may = useMay();
  const tell = useTell();
  const language = useLanguage();
  const templates = useTemplates();
  const [writing, setWriting] = useState<TemplateReply | 'new'>();
  const names = new Intl.DisplayNames(language === 'zh' ? 'zh-CN' : 'en', { type: 'language' });
  const add = may('template.edit') && (
    <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setWriting('new')}>
      {t('settings.newTemplate')}
    </Button>
  );
  return (
    <>
      <Asked query={templates}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={IconMail} title={t('settings.templatesEmpty')} more={t('settings.templatesEmptyMore')}>
              {add}
            </Empty>
          ) : (
            <>
              {add && <div className={style.actions}>{add}</div>}
              <Listing
                label={t('settings.templates')}
                items={items}
                idOf={({ id }) => id}
                open={may('template.edit') ? setWriting : undefined}
                columns={[
                  { id: 'name', label: t('settings.template'), cell: ({ name }) => name },
                  {
                    id: 'languages',
                    label: t('settings.languages'),
                    cell: ({ variants }) =>
                      Object.keys(variants)
                        .map((code) => names.of(code))
                        .join(t('states.comma')),
                  },
                  { id: 'version', label: t('settings.version'), cell: ({ version }) => `v${version}` },
                  {
                    id: 'at',
                    label: t('settings.changedAt'),
                    nowrap: true,
                    cell: ({ updatedAt }) => <Time at={updatedAt} />,
                  },
                ]}
              />
            </>
          )
        }
      </Asked>
      {writing && (
        <Suspense>
          <TemplateDialog
            template={writing === 'new' ? undefined : writing}
            close={() => setWriting(undefined)}
            saved={() => {
              setWriting(undefined);
              tell.done(t('settings.templateSaved'));
            }}
          />
        </Suspense>
      )}
    </>
  );
}
