import { Injectable } from '@nestjs/common';
import { type MembershipReply, ROLES, type Role } from '@sojourn/api';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { Conflict, Forbidden, NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { newId } from '../store/ids.js';
import { MembersStore } from '../store/members.store.js';
import { Records, type Transaction } from '../store/records.js';
import { hashPassword, makePassword } from './passwords.js';

/** Who belongs to a workspace. Nobody gives or takes a role above their own, and a workspace keeps an owner. */
@Injectable()
export class MembersService {
  constructor(
    private readonly records: Records,
    private readonly members: MembersStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(who: Caller): Promise<MembershipReply[]> {
    return this.members.list(who.workspaceId);
  }

  /** The password is shown this once; it is empty for somebody who can sign in already. */
  async add(
    who: Caller,
    { email, name, role }: { email: string; name: string; role: Role },
  ): Promise<MembershipReply & { password: string }> {
    refuseAbove(who, role);
    const known = await this.members.byEmail(email);
    const password = known ? '' : makePassword();
    const passwordHash = known ? '' : await hashPassword(password);
    return this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      const id = known?.id ?? newId(at);
      if (!known) await this.members.add(transaction, { id, email, name, passwordHash, createdAt: at });
      if (!(await this.members.join(transaction, who.workspaceId, id, role, at)))
        throw new Conflict('This member belongs to the workspace already.');
      const member = await this.found(transaction, who, id);
      await this.tell(transaction, who, 'member.add', member, { after: { role } });
      return { ...member, password };
    });
  }

  changeRole(who: Caller, memberId: string, role: Role): Promise<MembershipReply> {
    return this.records.transaction(async (transaction) => {
      const member = await this.found(transaction, who, memberId);
      refuseAbove(who, role);
      refuseAbove(who, member.role);
      if (role !== 'owner') await this.keepAnOwner(transaction, who, member);
      await this.members.changeRole(transaction, who.workspaceId, memberId, role);
      await this.tell(transaction, who, 'member.role', member, { before: { role: member.role }, after: { role } });
      return { ...member, role };
    });
  }

  async remove(who: Caller, memberId: string): Promise<void> {
    await this.records.transaction(async (transaction) => {
      const member = await this.found(transaction, who, memberId);
      refuseAbove(who, member.role);
      await this.keepAnOwner(transaction, who, member);
      await this.members.leave(transaction, who.workspaceId, memberId);
      await this.tell(transaction, who, 'member.remove', member, { before: { role: member.role } });
    });
  }

  private async found(transaction: Transaction, who: Caller, memberId: string): Promise<MembershipReply> {
    await this.members.lock(transaction, who.workspaceId);
    const member = await this.members.find(transaction, who.workspaceId, memberId);
    if (!member) throw new NotFound('There is no such member in this workspace.');
    return member;
  }

  private async keepAnOwner(transaction: Transaction, who: Caller, member: MembershipReply): Promise<void> {
    if (member.role !== 'owner' || (await this.members.hasOtherOwner(transaction, who.workspaceId, member.id))) return;
    throw new Conflict('A workspace needs an owner. Make somebody else one first.');
  }

  private tell(
    transaction: Transaction,
    who: Caller,
    action: string,
    member: MembershipReply,
    change: { before?: unknown; after?: unknown },
  ): Promise<void> {
    const target = { kind: 'member', id: member.id, name: member.name };
    return this.audit.record(transaction, who, { workspaceId: who.workspaceId, action, target, ...change });
  }
}

function refuseAbove(who: Caller, role: Role): void {
  if (ROLES.indexOf(role) > ROLES.indexOf(who.role)) throw new Forbidden('This role is above your own.');
}
