import { Injectable } from '@nestjs/common';
import type { MembershipReply, Role } from '@sojourn/api';
import { Not } from 'typeorm';
import { timestamp } from './database.js';
import { MemberEntity, MembershipEntity } from './member.entity.js';
import { Records, type Transaction } from './records.js';

/** Members and their roles in workspaces. */
@Injectable()
export class MembersStore {
  constructor(private readonly records: Records) {}

  /** Whether anybody at all can sign in. */
  any(transaction?: Transaction): Promise<boolean> {
    return (transaction?.records ?? this.records.manager).exists(MemberEntity);
  }

  byEmail(email: string): Promise<MemberEntity | null> {
    return this.records.manager.findOneBy(MemberEntity, { email });
  }

  byId(id: string): Promise<MemberEntity | null> {
    return this.records.manager.findOneBy(MemberEntity, { id });
  }

  async add(transaction: Transaction, member: MemberEntity): Promise<void> {
    await transaction.records.insert(MemberEntity, member);
  }

  async changePassword(transaction: Transaction, id: string, passwordHash: string): Promise<void> {
    await transaction.records.update(MemberEntity, { id }, { passwordHash });
  }

  async list(workspaceId: number): Promise<MembershipReply[]> {
    const { rows } = await this.records.query<MembershipRow>(
      `${MEMBERSHIP} where r.workspace_id = $1 order by m.name, m.id`,
      [workspaceId],
    );
    return rows.map(replyOf);
  }

  /** Lets changes to a workspace's members happen one at a time: two owners who leave at once must not leave nobody. */
  async lock(transaction: Transaction, workspaceId: number): Promise<void> {
    await transaction.query(`select from workspace where id = $1 for no key update`, [workspaceId]);
  }

  async find(transaction: Transaction, workspaceId: number, memberId: string): Promise<MembershipReply | undefined> {
    const { rows } = await transaction.query<MembershipRow>(
      `${MEMBERSHIP} where r.workspace_id = $1 and r.member_id = $2`,
      [workspaceId, memberId],
    );
    return rows[0] && replyOf(rows[0]);
  }

  /** Gives a role; false when the member has one here already. */
  async join(
    transaction: Transaction,
    workspaceId: number,
    memberId: string,
    role: Role,
    at: number,
  ): Promise<boolean> {
    const { rowCount } = await transaction.query(
      `insert into membership (workspace_id, member_id, role, created_at) values ($1, $2, $3, $4) on conflict do nothing`,
      [workspaceId, memberId, role, timestamp(at)],
    );
    return rowCount === 1;
  }

  /** Makes a member the owner of every sample: a shop to look around in belongs to whoever sets the server up. */
  async joinSamples(transaction: Transaction, memberId: string, at: number): Promise<void> {
    await transaction.query(
      `insert into membership (workspace_id, member_id, role, created_at) select id, $1, 'owner', $2 from workspace where sample on conflict do nothing`,
      [memberId, timestamp(at)],
    );
  }

  async changeRole(transaction: Transaction, workspaceId: number, memberId: string, role: Role): Promise<void> {
    await transaction.records.update(MembershipEntity, { workspaceId, memberId }, { role });
  }

  async leave(transaction: Transaction, workspaceId: number, memberId: string): Promise<void> {
    await transaction.records.delete(MembershipEntity, { workspaceId, memberId });
  }

  hasOtherOwner(transaction: Transaction, workspaceId: number, memberId: string): Promise<boolean> {
    return transaction.records.existsBy(MembershipEntity, { workspaceId, role: 'owner', memberId: Not(memberId) });
  }

  ownsAny(memberId: string): Promise<boolean> {
    return this.records.manager.existsBy(MembershipEntity, { memberId, role: 'owner' });
  }
}

interface MembershipRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  last_seen_at: number | null;
}
const MEMBERSHIP = `select m.id, m.email, m.name, r.role, r.last_seen_at from membership r join member m on m.id = r.member_id`;

function replyOf({ id, email, name, role, last_seen_at: seen }: MembershipRow): MembershipReply {
  return { id, email, name, role, ...(seen === null ? {} : { lastSeenAt: new Date(seen).toISOString() }) };
}
