import type { WorkspaceSettings } from '@sojourn/api';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from './instant.column.js';

/** What of the settings has no column of its own. */
export type StoredSettings = Pick<WorkspaceSettings, 'quietHours' | 'topics'>;

@Entity('workspace')
export class WorkspaceEntity {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  /** As addresses carry it. */
  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column('text')
  zone!: string;

  @Column('text')
  currency!: string;

  @Column('text')
  language!: string;

  @Column('boolean')
  sample!: boolean;

  @Column('jsonb')
  settings!: StoredSettings;

  @Column('jsonb')
  meanings!: Record<string, string[]>;

  @Column('text', { name: 'webhook_secret' })
  webhookSecret!: string;

  /** Raised by every change that the engine must know of. */
  @Column('bigint')
  revision!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
