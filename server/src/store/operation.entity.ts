import type { OperationReply } from '@sojourn/api';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from './instant.column.js';

/** Long work that somebody asked for, and how far it is. */
@Entity('operation')
export class OperationEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('integer', { name: 'workspace_id' })
  workspaceId!: number;

  @Column('text')
  kind!: string;

  @Column('text')
  state!: OperationReply['state'];

  @Column('bigint')
  done!: number;

  @Column('bigint', { nullable: true })
  total!: number | null;

  @Column('jsonb')
  detail!: Record<string, unknown>;

  @Column('text', { nullable: true })
  problem!: string | null;

  @Column('boolean', { name: 'cancel_requested' })
  cancelRequested!: boolean;

  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: number;
}
