import { Injectable } from '@nestjs/common';
import type { Variants } from '@sojourn/api';
import type { Instant } from '@sojourn/rules';
import { IsNull } from 'typeorm';
import type { Queryable } from './database.js';
import type { Authorship } from './journeys.store.js';
import { Records, type Transaction } from './records.js';
import { TemplateEntity, TemplateVersionEntity } from './template.entity.js';

/** A template with the texts of its newest version. */
export interface TemplateRow {
  id: string;
  name: string;
  channel: string;
  version: number;
  variants: Variants;
  updatedAt: Instant;
}

const CURRENT = `select t.id, t.name, t.channel, t.version, v.variants, t.updated_at as "updatedAt"
  from template t join template_version v on v.template_id = t.id and v.version = t.version
  where t.workspace_id = $1 and t.archived_at is null`;

/** Templates and their immutable versions. */
@Injectable()
export class TemplatesStore {
  constructor(private readonly records: Records) {}

  async list(workspace: number): Promise<TemplateRow[]> {
    return (await this.records.query<TemplateRow>(`${CURRENT} order by t.name, t.id`, [workspace])).rows;
  }

  async find(workspace: number, id: string, client: Queryable = this.records): Promise<TemplateRow | undefined> {
    return (await client.query<TemplateRow>(`${CURRENT} and t.id = $2`, [workspace, id])).rows[0];
  }

  /** What publish checks must know: every template of the workspace, its channel and its newest version. */
  async known(workspace: number, client: Queryable): Promise<{ id: string; channel: string; version: number }[]> {
    const { rows } = await client.query<{ id: string; channel: string; version: number }>(
      'select id, channel, version from template where workspace_id = $1 and archived_at is null',
      [workspace],
    );
    return rows;
  }

  async add(
    transaction: Transaction,
    template: { id: string; workspaceId: number; name: string; channel: string; variants: Variants },
    { by, at }: Authorship,
  ): Promise<void> {
    const { id, workspaceId, name, channel, variants } = template;
    const row = { id, workspaceId, name, channel, version: 1, createdAt: at, updatedAt: at, archivedAt: null };
    await transaction.records.insert(TemplateEntity, row);
    await transaction.records.insert(TemplateVersionEntity, {
      templateId: id,
      version: 1,
      variants,
      createdBy: by,
      createdAt: at,
    });
  }

  /** The template, locked until the transaction ends: its versions count up one by one. */
  lock(transaction: Transaction, workspaceId: number, id: string): Promise<TemplateEntity | null> {
    const where = { id, workspaceId, archivedAt: IsNull() };
    return transaction.records.findOne(TemplateEntity, { where, lock: { mode: 'pessimistic_write' } });
  }

  /** Renames a locked template and gives it new texts as its next version. */
  async addVersion(
    transaction: Transaction,
    template: TemplateEntity,
    name: string,
    variants: Variants,
    { by, at }: Authorship,
  ): Promise<number> {
    const version = template.version + 1;
    await transaction.records.insert(TemplateVersionEntity, {
      templateId: template.id,
      version,
      variants,
      createdBy: by,
      createdAt: at,
    });
    await transaction.records.update(TemplateEntity, { id: template.id }, { name, version, updatedAt: at });
    return version;
  }

  /** Renames a locked template whose texts stay as they are. */
  async rename(transaction: Transaction, id: string, name: string, at: Instant): Promise<void> {
    await transaction.records.update(TemplateEntity, { id }, { name, updatedAt: at });
  }
}
