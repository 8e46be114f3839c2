import { Injectable } from '@nestjs/common';
import type { SessionReply } from '@sojourn/api';
import { Clock } from '../store/clock.js';
import { addressPrefix } from '../http/caller.js';
import { NotFound, Refused } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { newId } from '../store/ids.js';
import { KeysStore, newKey } from '../store/keys.store.js';
import { MembersStore } from '../store/members.store.js';
import { Records, type Transaction } from '../store/records.js';
import { SetupStore } from '../store/setup.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { hashPassword, weaknessOf } from './passwords.js';
import { SessionsService } from './sessions.service.js';

export interface FirstMember {
  name: string;
  email: string;
  password: string;
  /** The name of the workspace they start with. */
  workspace: string;
}

/** How an installation gets its first member, who owns it, and its first workspace with a key to send events. */
@Injectable()
export class SetupService {
  constructor(
    private readonly records: Records,
    private readonly setups: SetupStore,
    private readonly members: MembersStore,
    private readonly workspaces: WorkspacesStore,
    private readonly keys: KeysStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  async state(): Promise<{ needed: boolean }> {
    return { needed: !(await this.members.any()) };
  }

  /** The token of a one-time link, good for an hour; undefined once somebody can sign in. Earlier ones end. */
  async issueToken(): Promise<string | undefined> {
    return this.setups.issue(await this.clock.now());
  }

  async claim(
    token: string,
    first: FirstMember,
    address: string,
  ): Promise<{ session: string; reply: SessionReply & { writeKey: string } }> {
    const now = await this.clock.now();
    if (!(await this.setups.isValid(token, now))) throw USED_UP;
    const made = await this.make(first, address, (transaction) => this.setups.claim(transaction, token, now));
    if (!made) throw USED_UP;
    return { session: made.session, reply: { ...(await this.sessions.reply(made.memberId)), writeKey: made.key } };
  }

  /** For ADMIN_EMAIL: does nothing once somebody can sign in. */
  async makeFirst(first: FirstMember): Promise<boolean> {
    return (
      (await this.make(first, '127.0.0.1', (transaction) => this.setups.claimByOperator(transaction))) !== undefined
    );
  }

  private async make(
    first: FirstMember,
    address: string,
    claim: (transaction: Transaction) => Promise<boolean>,
  ): Promise<{ memberId: string; key: string; session: string } | undefined> {
    const weakness = weaknessOf(first.password, first);
    if (weakness) throw new Refused('Choose another password.', [{ path: 'password', message: weakness }]);
    const passwordHash = await hashPassword(first.password);
    return this.records.transaction(async (transaction) => {
      if (!(await claim(transaction))) return undefined;
      const at = await this.clock.now(transaction);
      const memberId = newId(at);
      const { name, email } = first;
      await this.members.add(transaction, { id: memberId, email, name, passwordHash, createdAt: at });
      const workspace = await this.workspaces.create(transaction, { name: first.workspace, at, by: memberId });
      await this.members.join(transaction, workspace.id, memberId, 'owner', at);
      await this.members.joinSamples(transaction, memberId, at);
      const { key, prefix, hash } = newKey();
      const names = { name: 'Events', prefix, hash, scopes: ['ingest' as const] };
      await this.keys.add(transaction, { ...names, id: newId(at), workspaceId: workspace.id, createdBy: memberId, at });
      const actor = { kind: 'member' as const, id: memberId, name, from: addressPrefix(address) };
      const target = { kind: 'workspace', id: workspace.key, name: workspace.name };
      await this.audit.record(transaction, actor, { workspaceId: workspace.id, action: 'setup.claim', target });
      return { memberId, key, session: await this.sessions.open(transaction, memberId, at) };
    });
  }
}

const USED_UP = new NotFound('This link is used up or too old. Start the server again for a new one.');
