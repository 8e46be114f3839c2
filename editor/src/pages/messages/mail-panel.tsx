import { SegmentedControl } from '@mantine/core';
import { deliveriesApi, type MailReply } from '@sojourn/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { MailFrame } from '../../ui/mail-frame.js';
import { Panel } from '../../ui/panel.js';
import { Asked } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { Values } from '../../ui/values.js';
import style from './messages.module.css';

/** One mail beside the list: as it looks, as text, and its headers. */
export function MailPanel({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const { key } = useWorkspace();
  const [view, setView] = useState('html');
  const mail = useQuery({
    queryKey: [key, 'mail', id],
    queryFn: ({ signal }) => call(deliveriesApi.mail, { params: { mail: id }, signal }),
    staleTime: Infinity,
  });
  const subject = mail.data?.subject ?? '';
  return (
    <Panel title={subject} label={t('messages.mail', { subject })} width={520} close={close}>
      <Asked query={mail}>
        {(data) => (
          <div className={style.mail}>
            <dl className={style.envelope}>
              <dt>{t('messages.from')}</dt>
              <dd>{data.from}</dd>
              <dt>{t('messages.to')}</dt>
              <dd>{data.to}</dd>
              <dt>{t('messages.at')}</dt>
              <dd>
                <Time at={data.at} precise />
              </dd>
            </dl>
            <SegmentedControl
              aria-label={t('messages.views')}
              value={view}
              onChange={setView}
              data={[
                { value: 'html', label: t('messages.html') },
                { value: 'text', label: t('messages.text') },
                { value: 'headers', label: t('messages.headers') },
              ]}
            />
            <MailView mail={data} view={view} />
          </div>
        )}
      </Asked>
    </Panel>
  );
}

function MailView({ mail, view }: { mail: MailReply; view: string }) {
  const { t } = useTranslation();
  if (view === 'headers') return <Values label={t('messages.headers')} values={mail.headers ?? {}} />;
  if (view === 'text') {
    return mail.text ? (
      <pre className={style.text}>{mail.text}</pre>
    ) : (
      <p className={style.quiet}>{t('messages.noText')}</p>
    );
  }
  return mail.html ? (
    <MailFrame title={t('messages.mail', { subject: mail.subject })} html={mail.html} />
  ) : (
    <p className={style.quiet}>{t('messages.noHtml')}</p>
  );
}
