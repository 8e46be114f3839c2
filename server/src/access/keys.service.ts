import { Injectable } from '@nestjs/common';
import type { KeyReply } from '@sojourn/api';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { newId } from '../store/ids.js';
import { KeysStore, type Scope, newKey } from '../store/keys.store.js';
import { Records } from '../store/records.js';

/** API keys of a workspace. A key is shown when it is made and never again: only its hash is kept. */
@Injectable()
export class KeysService {
  constructor(
    private readonly records: Records,
    private readonly keys: KeysStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(who: Caller): Promise<KeyReply[]> {
    return this.keys.list(who.workspaceId);
  }

  add(who: Caller, { name, scopes }: { name: string; scopes: Scope[] }): Promise<KeyReply & { key: string }> {
    const { key, prefix, hash } = newKey();
    return this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      const id = newId(at);
      const unique = [...new Set(scopes)];
      await this.keys.add(transaction, {
        id,
        workspaceId: who.workspaceId,
        name,
        prefix,
        hash,
        scopes: unique,
        createdBy: who.memberId,
        at,
      });
      await this.audit.record(transaction, who, {
        workspaceId: who.workspaceId,
        action: 'key.add',
        target: { kind: 'key', id, name },
        after: { scopes: unique },
      });
      return { id, name, prefix, scopes: unique, createdAt: new Date(at).toISOString(), key };
    });
  }

  /** It stops working at once, and for sending events within two seconds, as long as a write key is remembered. */
  async revoke(who: Caller, id: string): Promise<void> {
    await this.records.transaction(async (transaction) => {
      const key = await this.keys.revoke(transaction, who.workspaceId, id, await this.clock.now(transaction));
      if (!key) throw new NotFound('There is no such key, or it is revoked already.');
      const target = { kind: 'key', id, name: key.name };
      await this.audit.record(transaction, who, {
        workspaceId: who.workspaceId,
        action: 'key.revoke',
        target,
        before: { scopes: key.scopes },
      });
    });
  }
}
