import { SegmentedControl } from '@mantine/core';
import { profilesApi } from '@sojourn/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { Badge } from '../../ui/badge.js';
import { CopyableId } from '../../ui/copyable-id.js';
import { Panel } from '../../ui/panel.js';
import { StageName } from '../../ui/stage-name.js';
import { Asked } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { EraseProfile } from './erase-profile.js';
import { ProfileAbout } from './profile-about.js';
import { ProfileTimeline } from './profile-timeline.js';
import style from './profiles.module.css';
import { WhyView } from './why-view.js';

/** One profile beside the list: where it stands, what it did, what is known of it. */
export function ProfilePanel({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const { key } = useWorkspace();
  const [{ why }, change] = useAddress();
  const [chosen, choose] = useState('timeline');
  const view = why === undefined ? chosen : 'why';
  const profile = useQuery({
    queryKey: [key, 'profile', id],
    queryFn: ({ signal }) => call(profilesApi.get, { params: { profile: id }, signal }),
    refetchInterval: 5000,
  });
  return (
    <Panel
      title={profile.data?.name ?? ''}
      label={t('profiles.details', { name: profile.data?.name ?? '' })}
      width={460}
      close={close}
    >
      <Asked query={profile}>
        {(data) => (
          <>
            <div className={style.head}>
              <Badge tone="accent">
                <StageName id={data.stage} />
              </Badge>
              <span className={style.quiet}>
                <Time at={data.stageSince} />
              </span>
              <CopyableId id={data.id} />
            </div>
            <p className={style.links}>
              <Link to="/logs" search={{ profile: id }}>
                {t('profiles.log')}
              </Link>
              <EraseProfile id={data.id} name={data.name} close={close} />
            </p>
            <SegmentedControl
              fullWidth
              aria-label={t('profiles.views')}
              value={view}
              onChange={(next) => {
                if (next !== 'why') choose(next);
                change(next === 'why' ? { why: 'ask' } : { why: undefined, at: undefined });
              }}
              data={[
                { value: 'timeline', label: t('profiles.timeline') },
                { value: 'about', label: t('profiles.about') },
                { value: 'why', label: t('why.tab') },
              ]}
            />
            {view === 'timeline' && <ProfileTimeline id={id} />}
            {view === 'about' && <ProfileAbout profile={data} />}
            {view === 'why' && <WhyView id={id} />}
          </>
        )}
      </Asked>
    </Panel>
  );
}
