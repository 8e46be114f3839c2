import { Injectable } from '@nestjs/common';
import type { SampleReply } from '@sojourn/api';
import type { Language } from '@sojourn/rules';
import { Clock } from '../store/clock.js';
import type { Actor, Caller } from '../http/caller.js';
import { Conflict } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records } from '../store/records.js';
import { SampleStore } from '../store/sample.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';

const SHOP_NAME = { en: 'Mingyuan Tea & Home', zh: '茗园茶与家' };

/** The sample shop as the console sees it. The work itself is done by the beat of a server that listens. */
@Injectable()
export class SampleService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly sample: SampleStore,
    private readonly workspaces: WorkspacesStore,
    private readonly operations: OperationsStore,
    private readonly audit: AuditStore,
  ) {}

  /** To those who are not in the sample it is not there: loading it is what lets them in. */
  async status(who: Caller): Promise<SampleReply> {
    const found = await this.sample.find();
    const operation = await this.sample.lastLoad(who.workspaceId);
    const inside = found && (who.memberId === null || (await this.sample.isMember(found.workspaceId, who.memberId)));
    return {
      loaded: Boolean(inside && found.loaded),
      trickle: Boolean(found?.trickle),
      ...(operation === undefined ? {} : { operation }),
      ...(inside ? { workspace: found.key } : {}),
    };
  }

  async load(who: Caller, language: Language): Promise<SampleReply> {
    await this.request(who, { language, workspaceId: who.workspaceId, by: who.memberId });
    return this.status(who);
  }

  /** Asks for the sample, for the command line: everybody who can sign in owns it. Does nothing where it is there. */
  async loadForAll(language: Language): Promise<void> {
    await this.request({ kind: 'system', name: 'command line' }, { language, workspaceId: undefined, by: null });
  }

  async setTrickle(who: Caller, on: boolean): Promise<SampleReply> {
    await this.records.transaction(async (transaction) => {
      const found = await this.sample.lock(transaction);
      if (!found?.loaded) throw new Conflict('Load the sample shop first.');
      await this.sample.note(transaction, found.workspaceId, { trickle: on });
      await this.audit.record(transaction, who, {
        workspaceId: found.workspaceId,
        action: 'sample.trickle',
        target: { kind: 'workspace', id: found.key },
        before: { on: found.trickle },
        after: { on },
      });
    });
    return this.status(who);
  }

  private async request(
    actor: Actor,
    { language, workspaceId, by }: { language: Language; workspaceId: number | undefined; by: string | null },
  ): Promise<void> {
    await this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      let found = await this.sample.lock(transaction);
      if (!found) {
        const { id, key } = await this.workspaces.create(transaction, { name: 'sample', at, by, sample: true });
        found = { workspaceId: id, key, now: at, loaded: false, trickle: false };
        await this.sample.note(transaction, id, { now: at, loaded: false, trickle: false });
        await this.sample.open(transaction, id, SHOP_NAME[language], language);
        await this.audit.record(transaction, actor, {
          workspaceId: id,
          action: 'sample.request',
          target: { kind: 'workspace', id: key },
        });
      }
      await this.sample.invite(transaction, found.workspaceId, workspaceId, at);
      if (found.loaded) return;
      const home = workspaceId ?? found.workspaceId;
      const running = (await this.operations.open('sample.load')).some((each) => each.workspaceId === home);
      if (running) return;
      await this.operations.add(transaction, {
        workspaceId: home,
        kind: 'sample.load',
        detail: { language },
        requestedBy: by,
        at,
      });
    });
  }
}
