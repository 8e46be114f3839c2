import { Injectable } from '@nestjs/common';
import type { WorkspaceSettings } from '@sojourn/api';
import { IANAZone } from 'luxon';
import { FactBackfill } from '../engine/fact-backfill.js';
import { Clock } from '../store/clock.js';
import type { Caller, SignedIn } from '../http/caller.js';
import { Forbidden, Refused } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { MembersStore } from '../store/members.store.js';
import { Records } from '../store/records.js';
import { WorkspacesStore, settingsOf } from '../store/workspaces.store.js';

/** Workspaces and their settings. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly records: Records,
    private readonly workspaces: WorkspacesStore,
    private readonly members: MembersStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly facts: FactBackfill,
  ) {}

  /** Makes another workspace, which its maker owns. Only who owns one may: others were invited into theirs. */
  async create(member: SignedIn, name: string): Promise<{ key: string }> {
    if (!(await this.members.ownsAny(member.id)))
      throw new Forbidden('Only the owner of a workspace can make another.');
    return this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      const { id, key } = await this.workspaces.create(transaction, { name, at, by: member.id });
      await this.members.join(transaction, id, member.id, 'owner', at);
      await this.audit.record(transaction, member, {
        workspaceId: id,
        action: 'workspace.add',
        target: { kind: 'workspace', id: key, name },
      });
      return { key };
    });
  }

  async settings(who: Caller): Promise<WorkspaceSettings> {
    return settingsOf(await this.workspaces.get(who.workspaceId));
  }

  async saveSettings(who: Caller, settings: WorkspaceSettings): Promise<WorkspaceSettings> {
    const problems = problemsOf(settings);
    if (problems.length > 0) throw new Refused('These settings cannot be saved.', problems);
    await this.records.transaction(async (transaction) => {
      const before = await this.workspaces.save(transaction, who.workspaceId, settings);
      // Whole days are those of the workspace's zone: in another one they are counted anew.
      if (before.zone !== settings.zone)
        await this.facts.begin(transaction, who.workspaceId, {
          by: who.memberId,
          at: await this.clock.now(transaction),
        });
      const target = { kind: 'workspace', id: who.workspace, name: settings.name };
      await this.audit.record(transaction, who, {
        workspaceId: who.workspaceId,
        action: 'workspace.settings',
        target,
        before,
        after: settings,
      });
    });
    return this.settings(who);
  }
}

function problemsOf({ zone, topics }: WorkspaceSettings): { path: string; message: string }[] {
  const problems = [];
  if (!IANAZone.isValidZone(zone))
    problems.push({ path: 'zone', message: `"${zone}" is not a time zone. Write it like Asia/Shanghai.` });
  const seen = new Set<string>();
  for (const [index, { id }] of topics.entries()) {
    if (seen.has(id)) problems.push({ path: `topics.${index}.id`, message: `The topic "${id}" is there twice.` });
    seen.add(id);
  }
  if (!seen.has('transactional'))
    problems.push({ path: 'topics', message: 'The topic "transactional" cannot be removed.' });
  return problems;
}
