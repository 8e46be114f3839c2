import { logApi, type RefusalReply } from '@sojourn/api';
import { IconDoorOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { useAddress } from '../../ui/address.js';
import filters from '../../ui/filters.module.css';
import { JourneyChoice } from '../../ui/journey-choice.js';
import { PagedListing } from '../../ui/paged-listing.js';
import { Empty } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import { REFUSALS } from '../../words/outcomes.js';
import style from './logs.module.css';

/** Whom the re-entry rules kept out, and by which rule. */
export function RefusalsTab() {
  const { t } = useTranslation();
  const words = useWords();
  const [{ journey }, change] = useAddress();
  const pages = usePages(logApi.refusals, { journey }, { every: 5000 });
  return (
    <>
      <search className={filters.filters}>
        <JourneyChoice value={journey} choose={(chosen) => change({ journey: chosen })} />
      </search>
      <PagedListing<RefusalReply>
        label={t('logs.refusals')}
        pages={pages}
        idOf={({ profile, node, at, rule, key }) => [profile.id, node, at, rule, key].join(' ')}
        columns={[
          { id: 'at', label: t('logs.at'), nowrap: true, cell: ({ at }) => <Time at={at} precise /> },
          {
            id: 'profile',
            label: t('logs.profile'),
            cell: ({ profile }) => (
              <Link to="/profiles" search={{ profile: profile.id }} className={style.link}>
                {profile.name}
              </Link>
            ),
          },
          {
            id: 'journey',
            label: t('logs.journey'),
            cell: (refusal) => (
              <>
                {refusal.journey.name} <span className={style.quiet}>v{refusal.version}</span>
              </>
            ),
          },
          { id: 'rule', label: t('logs.rule'), cell: ({ rule }) => words(REFUSALS[rule]) },
          { id: 'key', label: t('logs.key'), cell: ({ key }) => key || '–' },
          {
            id: 'why',
            label: t('why.ask'),
            cell: ({ profile, journey: { id: why }, at }) => (
              <Link
                to="/profiles"
                search={{ profile: profile.id, why, at }}
                className={style.link}
                aria-label={t('why.askOf', { name: profile.name })}
              >
                {t('why.ask')}
              </Link>
            ),
          },
        ]}
        empty={<Empty icon={IconDoorOff} title={t('logs.refusalsEmpty')} more={t('logs.refusalsMore')} />}
      />
    </>
  );
}
