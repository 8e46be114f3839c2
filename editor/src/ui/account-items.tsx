import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconKey, IconLogout } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseWorkspace, signOut, useSession, useWorkspace } from '../api/session.js';
import { later } from './later.js';
import type { OpenedProps } from './opens-later.js';

const ChangePassword = later(() => import('../pages/access/change-password.js'), 'ChangePassword');

/** What the account's button opens: workspace, appearance, password, signing out. */
export function AccountItems({ target }: OpenedProps) {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const workspace = useWorkspace();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [changing, setChanging] = useState(false);
  if (!session) return null;
  return (
    <>
      <Menu position="right-end" width={240} defaultOpened>
        <Menu.Target>{target}</Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{session.member.email}</Menu.Label>
          <Menu.Divider />
          <Menu.Label>{t('shell.workspace')}</Menu.Label>
          {session.workspaces.map(({ key, name }) => (
            <Menu.Item
              key={key}
              leftSection={<Chosen yes={key === workspace.key} />}
              aria-current={key === workspace.key}
              onClick={() => chooseWorkspace(key)}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('shell.appearance')}</Menu.Label>
          {(['light', 'dark', 'auto'] as const).map((scheme) => (
            <Menu.Item
              key={scheme}
              leftSection={<Chosen yes={scheme === colorScheme} />}
              aria-current={scheme === colorScheme}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`shell.${scheme}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={14} aria-hidden />} onClick={() => setChanging(true)}>
            {t('access.changePassword')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={14} aria-hidden />} onClick={() => void signOut()}>
            {t('shell.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && (
        <Suspense fallback={null}>
          <ChangePassword opened close={() => setChanging(false)} />
        </Suspense>
      )}
    </>
  );
}

function Chosen({ yes }: { yes: boolean }) {
  return <IconCheck size={14} visibility={yes ? undefined : 'hidden'} aria-hidden />;
}
