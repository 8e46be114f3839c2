import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SessionReply } from '@sojourn/api';
import { Clock } from '../store/clock.js';
import { type SignedIn, addressPrefix } from '../http/caller.js';
import { NotSignedIn, Refused, TooMany } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { MembersStore } from '../store/members.store.js';
import { Records, type Transaction } from '../store/records.js';
import { SessionsStore } from '../store/sessions.store.js';
import { SignInAttemptsStore } from '../store/sign-in-attempts.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { hashPassword, isPassword, weaknessOf } from './passwords.js';

/** Tries within a quarter of an hour: of one account from one network, and of one network altogether. */
const TRIES = { account: 10, network: 100 };

/** Signing in and out, and changing the password. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly records: Records,
    private readonly sessions: SessionsStore,
    private readonly members: MembersStore,
    private readonly workspaces: WorkspacesStore,
    private readonly attempts: SignInAttemptsStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Returns the id of a new session. Says the same whether the account or the password is wrong. */
  async signIn(email: string, password: string, address: string): Promise<{ session: string; reply: SessionReply }> {
    const now = await this.clock.now();
    const from = addressPrefix(address);
    const account = `${email}\n${from}`;
    const wait = Math.max(
      await this.attempts.take(account, TRIES.account, now),
      await this.attempts.take(from, TRIES.network, now),
    );
    if (wait > 0) throw new TooMany('Too many tries. Wait a while before the next.', wait);
    const member = await this.members.byEmail(email);
    if (!(await isPassword(password, member?.passwordHash)) || !member) {
      // Not what was typed: people type passwords into the wrong field.
      const target = { kind: 'member', ...(member && { id: member.id, name: member.name }) };
      await this.audit.record(
        this.records,
        { kind: 'system', name: 'sign-in', from },
        { action: 'session.refuse', target },
      );
      throw new NotSignedIn('E-mail or password is not right.');
    }
    await this.attempts.forget(account);
    const session = await this.records.transaction(async (transaction) => {
      const actor = { kind: 'member' as const, id: member.id, name: member.name, from };
      await this.audit.record(transaction, actor, {
        action: 'session.open',
        target: { kind: 'member', id: member.id },
      });
      return this.open(transaction, member.id, now);
    });
    return { session, reply: await this.reply(member.id) };
  }

  /** Opens a session; its id goes to the member's cookie and nowhere else. */
  async open(transaction: Transaction, memberId: string, now: number): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    await this.sessions.add(transaction, hashOf(id), memberId, now);
    return id;
  }

  /** Ends the session that a browser held before it signed in anew. */
  async drop(id: string): Promise<void> {
    await this.sessions.end(this.records, hashOf(id));
  }

  async signOut(member: SignedIn): Promise<void> {
    await this.records.transaction(async (transaction) => {
      await this.sessions.end(transaction, member.session);
      await this.audit.record(transaction, member, {
        action: 'session.end',
        target: { kind: 'member', id: member.id },
      });
    });
  }

  /** Ends every session of the member and returns the id of a new one for the browser that asked. */
  async changePassword(member: SignedIn, current: string, password: string): Promise<string> {
    const now = await this.clock.now();
    const wait = await this.attempts.take(`${member.id}\npassword`, TRIES.account, now);
    if (wait > 0) throw new TooMany('Too many tries. Wait a while before the next.', wait);
    const known = await this.members.byId(member.id);
    if (!(await isPassword(current, known?.passwordHash))) {
      throw new Refused('Your present password is another.', [
        { path: 'current', message: 'This is not your password.' },
      ]);
    }
    const weakness = weaknessOf(password, member);
    if (weakness) throw new Refused('Choose another password.', [{ path: 'password', message: weakness }]);
    const passwordHash = await hashPassword(password);
    return this.records.transaction(async (transaction) => {
      await this.members.changePassword(transaction, member.id, passwordHash);
      await this.sessions.endAllOf(transaction, member.id);
      await this.audit.record(transaction, member, {
        action: 'member.password',
        target: { kind: 'member', id: member.id },
      });
      return this.open(transaction, member.id, now);
    });
  }

  async reply(memberId: string): Promise<SessionReply> {
    const member = await this.members.byId(memberId);
    if (!member) throw new NotSignedIn();
    const { id, email, name } = member;
    return { member: { id, email, name }, workspaces: await this.workspaces.ofMember(memberId) };
  }
}

function hashOf(id: string): Buffer {
  return createHash('sha256').update(id).digest();
}
