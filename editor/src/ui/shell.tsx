import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import {
  IconActivity,
  IconListDetails,
  IconRoute,
  IconSend,
  IconSettings,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session.js';
import { AccountMenu } from './account-menu.js';
import { Away } from './away.js';
import { LanguageSwitch } from './language-switch.js';
import { Mark } from './mark.js';
import { Failed, Loading } from './state.js';
import style from './shell.module.css';

/** The six places of the product, in the order of the rail. */
const PLACES = [
  { to: '/journeys', label: 'shell.journeys', icon: IconRoute },
  { to: '/lifecycle', label: 'shell.lifecycle', icon: IconActivity },
  { to: '/profiles', label: 'shell.profiles', icon: IconUsers },
  { to: '/messages', label: 'shell.messages', icon: IconSend },
  { to: '/logs', label: 'shell.logs', icon: IconListDetails },
  { to: '/settings', label: 'shell.settings', icon: IconSettings },
] as const satisfies readonly { to: string; label: string; icon: Icon }[];

/** The frame around every page for those who are signed in. Others are led to the sign-in page and back. */
export function Shell() {
  const session = useSession();
  const { t } = useTranslation();
  const here = useRouterState({ select: (state) => state.location.href });
  const [had, setHad] = useState(false);
  if (session.data && !had) setHad(true);
  if (session.data === null) {
    return <ToSignIn from={here} ended={had} />;
  }
  return (
    <div className={style.shell}>
      <a className={style.skip} href="#content">
        {t('shell.skip')}
      </a>
      <nav className={style.rail} aria-label={t('shell.places')}>
        <Link to="/journeys" className={style.mark} aria-label="Sojourn">
          <Mark />
        </Link>
        {PLACES.map(({ to, label, icon: Picture }) => (
          <Link key={to} to={to} className={style.place} activeProps={{ className: `${style.place} ${style.here}` }}>
            <Picture size={20} stroke={1.5} aria-hidden />
            <span>{t(label)}</span>
          </Link>
        ))}
        <div className={style.foot}>
          <LanguageSwitch />
          <AccountMenu />
        </div>
      </nav>
      <Away />
      <main id="content" className={style.content} tabIndex={-1}>
        {session.error ? (
          <Failed error={session.error} again={() => void session.refetch()} />
        ) : session.data ? (
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        ) : (
          <Loading />
        )}
      </main>
    </div>
  );
}

/** Leads to the sign-in page, which leads back. Once: on the way there the address is no longer where one was. */
function ToSignIn({ from, ended }: { from: string; ended: boolean }) {
  const navigate = useNavigate();
  const first = useRef({ next: from, ...(ended && { ended: '1' }) });
  useEffect(() => void navigate({ to: '/sign-in', search: first.current, replace: true }), [navigate]);
  return null;
}
