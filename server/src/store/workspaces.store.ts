import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SessionReply, WorkspaceSettings } from '@sojourn/api';
import { ECOMMERCE_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { type Queryable, timestamp } from './database.js';
import { MembershipEntity } from './member.entity.js';
import { Records, type Transaction } from './records.js';
import { type StoredSettings, WorkspaceEntity } from './workspace.entity.js';

/** What a new workspace starts with; all of it can be changed in its settings. */
export const INITIAL_SETTINGS: StoredSettings = {
  quietHours: { from: '21:00', to: '09:00', action: 'defer' },
  topics: [
    { id: 'transactional', name: { en: 'Transactional', zh: '交易通知' }, byDefault: true, transactional: true },
    { id: 'marketing', name: { en: 'Marketing', zh: '营销' }, byDefault: false, transactional: false },
  ],
};

/** Workspaces, each with its settings, its meanings and its stage model. */
@Injectable()
export class WorkspacesStore {
  constructor(private readonly records: Records) {}

  /** Makes a workspace with the usual settings and the e-commerce stage model as its version 1. */
  async create(
    transaction: Transaction,
    workspace: { name: string; at: number; by: string | null; sample?: boolean },
  ): Promise<WorkspaceEntity> {
    const { name, at, by, sample = false } = workspace;
    const made = await transaction.records.save<WorkspaceEntity>(
      transaction.records.create(WorkspaceEntity, {
        key: await this.freeKey(transaction, name),
        name,
        zone: 'Asia/Shanghai',
        currency: 'CNY',
        language: 'zh',
        sample,
        settings: INITIAL_SETTINGS,
        meanings: structuredClone(usualMeanings()) as Record<string, string[]>,
        webhookSecret: randomBytes(32).toString('base64url'),
        revision: 1,
        createdAt: at,
      }),
    );
    await transaction.query(
      `insert into lifecycle_model (workspace_id, version, model, published_by, published_at) values ($1, 1, $2, $3, $4)`,
      [made.id, JSON.stringify(ECOMMERCE_MODEL), by, timestamp(at)],
    );
    return made;
  }

  get(id: number): Promise<WorkspaceEntity> {
    return this.records.manager.findOneByOrFail(WorkspaceEntity, { id });
  }

  /** Every workspace, oldest first, for the command line. */
  all(): Promise<WorkspaceEntity[]> {
    return this.records.manager.find(WorkspaceEntity, { order: { id: 'ASC' } });
  }

  /** The workspaces of a member, oldest first. */
  async ofMember(memberId: string): Promise<SessionReply['workspaces']> {
    const { entities, raw } = await this.records.manager
      .createQueryBuilder(WorkspaceEntity, 'w')
      .innerJoin(MembershipEntity, 'm', 'm.workspaceId = w.id and m.memberId = :memberId', { memberId })
      .addSelect('m.role', 'role')
      .orderBy('w.id')
      .getRawAndEntities<{ role: SessionReply['workspaces'][number]['role'] }>();
    return entities.map(({ key, name, sample, zone, language }, index) => ({
      key,
      name,
      sample,
      zone,
      language,
      role: raw[index]!.role,
    }));
  }

  /** Saves the settings and tells the engine. Returns what they were. */
  async save(transaction: Transaction, id: number, settings: WorkspaceSettings): Promise<WorkspaceSettings> {
    const before = await transaction.records.findOneOrFail(WorkspaceEntity, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    const { name, zone, language, quietHours, topics } = settings;
    await transaction.records.update(
      WorkspaceEntity,
      { id },
      { name, zone, language, settings: { ...before.settings, quietHours, topics } },
    );
    await this.raiseRevision(transaction, id);
    return settingsOf(before);
  }

  /** Tells the engine that it must read the workspace's journeys, model or settings again. In the change's transaction. */
  async raiseRevision(client: Queryable, id: number): Promise<void> {
    await client.query(`update workspace set revision = revision + 1 where id = $1`, [id]);
  }

  /** A key people can read, from the name; with random letters where that is taken or has none of ours. */
  private async freeKey(transaction: Transaction, name: string): Promise<string> {
    const words = name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-');
    const base = words
      .replace(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '');
    if (base !== '' && !(await transaction.records.existsBy(WorkspaceEntity, { key: base }))) return base;
    return `${base === '' ? 'w' : base}-${randomBytes(5).toString('hex')}`;
  }
}

export function settingsOf({ name, zone, language, settings }: WorkspaceEntity): WorkspaceSettings {
  const { quietHours, topics } = settings;
  return { name, zone, language: language === 'en' ? 'en' : 'zh', quietHours, topics };
}
