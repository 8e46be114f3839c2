import { Avatar, UnstyledButton } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession, useWorkspace } from '../api/session.js';
import { later } from './later.js';
import { OpensLater } from './opens-later.js';

const AccountItems = later(() => import('./account-items.js'), 'AccountItems');

/** Workspace, appearance, password and signing out, at the foot of the rail. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { data: session } = useSession();
  const workspace = useWorkspace();
  if (!session) return null;
  return (
    <OpensLater
      open={(target) => <AccountItems target={target} />}
      button={
        <UnstyledButton
          aria-label={`${t('shell.account')}: ${workspace.name}, ${session.member.email}`}
          data-testid="account"
        >
          <Avatar size={32} radius="xl" color="ink">
            <IconUser size={18} stroke={1.75} aria-hidden />
          </Avatar>
        </UnstyledButton>
      }
    />
  );
}
