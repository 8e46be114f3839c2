import type { Role } from '@sojourn/api';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from './instant.column.js';

/** Somebody who may sign in. */
@Entity('member')
export class MemberEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}

/** A member's role in one workspace. */
@Entity('membership')
export class MembershipEntity {
  @PrimaryColumn('integer', { name: 'workspace_id' })
  workspaceId!: number;

  @PrimaryColumn('uuid', { name: 'member_id' })
  memberId!: string;

  @Column('text')
  role!: Role;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;

  @InstantColumn({ name: 'last_seen_at', nullable: true })
  lastSeenAt!: number | null;
}
