import type { Variants } from '@sojourn/api';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn } from './instant.column.js';

/** A message's texts under one name; what they say is in its versions. */
@Entity('template')
export class TemplateEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('integer', { name: 'workspace_id' })
  workspaceId!: number;

  @Column('text')
  name!: string;

  @Column('text')
  channel!: string;

  /** The newest version. */
  @Column('integer')
  version!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: number;

  @InstantColumn({ name: 'archived_at', nullable: true })
  archivedAt!: number | null;
}

/** One version of a template's texts. Never changed: published journeys pin it. */
@Entity('template_version')
export class TemplateVersionEntity {
  @PrimaryColumn('uuid', { name: 'template_id' })
  templateId!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('jsonb')
  variants!: Variants;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
