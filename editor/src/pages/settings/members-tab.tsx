import { Button, Select } from '@mantine/core';
import { accessApi, ROLES, type MembershipReply, type Role } from '@sojourn/api';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useSession, useWorkspace } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import { Listing, type Column } from '../../ui/listing.js';
import { Asked } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { Time } from '../../ui/time.js';
import { ROLE_WORDS } from '../../words/audit.js';
import { useWords } from '../../words/language.js';
import { AddMember } from './add-member.js';
import style from './settings.module.css';

/** Who works here, and as what. */
export function MembersTab() {
  const { t } = useTranslation();
  const call = useCall();
  const may = useMay();
  const { key } = useWorkspace();
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<MembershipReply>();
  const actions = useActions();
  const members = useQuery({
    queryKey: [key, 'members'],
    queryFn: ({ signal }) => call(accessApi.members, { signal }),
  });
  const columns = useColumns({ changeRole: actions.changeRole.mutate, remove: setLeaving });
  return (
    <>
      {may('member.manage') && (
        <div className={style.actions}>
          <Button leftSection={<IconUserPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
            {t('settings.addMember')}
          </Button>
        </div>
      )}
      <Asked query={members}>
        {(items) => (
          <Listing middle label={t('settings.members')} columns={columns} items={items} idOf={({ id }) => id} />
        )}
      </Asked>
      {adding && <AddMember close={() => setAdding(false)} />}
      {leaving && (
        <Confirm
          danger
          title={t('settings.removeAsk', { name: leaving.name })}
          more={t('settings.removeMore')}
          act={t('settings.remove')}
          busy={actions.remove.isPending}
          close={() => setLeaving(undefined)}
          confirm={() => actions.remove.mutate(leaving, { onSettled: () => setLeaving(undefined) })}
        />
      )}
    </>
  );
}

function useColumns(act: {
  changeRole: (change: { member: MembershipReply; role: Role }) => void;
  remove: (member: MembershipReply) => void;
}): Column<MembershipReply>[] {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const { role: own } = useWorkspace();
  const { data: session } = useSession();
  // Nobody gives or takes a role above their own.
  const given = ROLES.slice(0, ROLES.indexOf(own) + 1);
  const manages = (member: MembershipReply) => may('member.manage') && given.includes(member.role);
  return [
    {
      id: 'name',
      label: t('settings.member'),
      cell: ({ id, name }) => (
        <>
          {name} {id === session?.member.id && <span className={style.quiet}>({t('settings.you')})</span>}
        </>
      ),
    },
    { id: 'email', label: t('settings.email'), cell: ({ email }) => email },
    {
      id: 'role',
      label: t('settings.role'),
      width: 180,
      cell: (member) =>
        manages(member) ? (
          <Select
            aria-label={t('settings.roleOf', { name: member.name })}
            allowDeselect={false}
            value={member.role}
            data={given.map((role) => ({ value: role, label: words(ROLE_WORDS[role]) }))}
            onChange={(role) => role && act.changeRole({ member, role: role as Role })}
          />
        ) : (
          words(ROLE_WORDS[member.role])
        ),
    },
    {
      id: 'seen',
      label: t('settings.lastSeen'),
      nowrap: true,
      cell: ({ lastSeenAt }) => (lastSeenAt ? <Time at={lastSeenAt} /> : t('settings.never')),
    },
    {
      id: 'remove',
      label: t('settings.remove'),
      quiet: true,
      align: 'right',
      cell: (member) =>
        manages(member) && (
          <Button
            variant="subtle"
            color="red"
            size="compact-xs"
            aria-label={t('settings.removeOf', { name: member.name })}
            onClick={() => act.remove(member)}
          >
            {t('settings.remove')}
          </Button>
        ),
    },
  ];
}

function useActions() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const changeRole = useMutation({
    mutationFn: ({ member, role }: { member: MembershipReply; role: Role }) =>
      call(accessApi.changeRole, { params: { member: member.id }, body: { role } }),
    onSuccess: () => tell.done(t('settings.roleSaved')),
    onError: tell.failed,
    onSettled: () => queries.invalidateQueries(),
  });
  const remove = useMutation({
    mutationFn: ({ id }: MembershipReply) => call(accessApi.removeMember, { params: { member: id } }),
    onSuccess: (_, { name }) => tell.done(t('settings.removed', { name })),
    onError: tell.failed,
    onSettled: () => queries.invalidateQueries(),
  });
  return { changeRole, remove };
}
