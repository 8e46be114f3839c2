import { profilesApi, type ProfileSummary } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { IconUsers } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { usePages } from '../../api/pages.js';
import { useAddress } from '../../ui/address.js';
import { LinkButton } from '../../ui/link-button.js';
import { Page } from '../../ui/page.js';
import { PagedListing } from '../../ui/paged-listing.js';
import { Empty } from '../../ui/state.js';
import { StageName } from '../../ui/stage-name.js';
import { Time } from '../../ui/time.js';
import { ProfileFilters } from './profile-filters.js';
import { ProfilePanel } from './profile-panel.js';

/** Everyone, to be searched and looked at one by one. */
export function ProfilesPage() {
  const { t } = useTranslation();
  const [{ search, stage, profile }, change] = useAddress();
  const [asked] = useDebouncedValue(search, 250);
  const pages = usePages(profilesApi.list, { search: asked, stage });
  const narrowed = Boolean(search || stage);
  return (
    <Page
      title={t('profiles.title')}
      panel={
        profile && (
          <ProfilePanel
            key={profile}
            id={profile}
            close={() => change({ profile: undefined, why: undefined, at: undefined })}
          />
        )
      }
    >
      <ProfileFilters />
      <PagedListing<ProfileSummary>
        label={t('profiles.title')}
        pages={pages}
        idOf={({ id }) => id}
        open={({ id }) => change({ profile: id })}
        chosen={profile}
        columns={[
          { id: 'name', label: t('profiles.name'), cell: ({ name }) => name },
          { id: 'identity', label: t('profiles.identity'), cell: ({ name, ...known }) => identityOf(known, name) },
          { id: 'stage', label: t('profiles.stage'), nowrap: true, cell: (each) => <StageName id={each.stage} /> },
          { id: 'since', label: t('profiles.since'), nowrap: true, cell: ({ stageSince }) => <Time at={stageSince} /> },
          {
            id: 'seen',
            label: t('profiles.lastSeen'),
            nowrap: true,
            cell: ({ lastSeenAt }) => (lastSeenAt ? <Time at={lastSeenAt} /> : t('profiles.never')),
          },
        ]}
        empty={
          narrowed ? (
            <Empty title={t('profiles.noMatch')} more={t('profiles.noMatchMore')}>
              <Button variant="default" onClick={() => change({ search: undefined, stage: undefined })}>
                {t('profiles.clear')}
              </Button>
            </Empty>
          ) : (
            <Empty icon={IconUsers} title={t('profiles.empty')} more={t('profiles.emptyMore')}>
              <LinkButton to="/lifecycle" search={{ tab: 'meanings' }}>
                {t('profiles.sendFirst')}
              </LinkButton>
            </Empty>
          )
        }
      />
    </Page>
  );
}

/** What tells people of one name apart: the e-mail address, else the user id. */
function identityOf({ email, userId }: { email?: string; userId?: string }, name: string): string {
  return [email, userId].find((each) => each && each !== name) ?? '–';
}
