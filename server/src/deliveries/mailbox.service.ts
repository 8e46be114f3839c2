import { Injectable } from '@nestjs/common';
import type { MailReply, Page } from '@sojourn/api';
import { writeInstant } from '@sojourn/rules';
import { z } from 'zod';
import type { Caller } from '../http/caller.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { MailboxStore } from '../store/mailbox.store.js';
import { Records } from '../store/records.js';

const PAGE = 50;
const position = z.tuple([z.int(), z.uuid()]);

/** The development mailbox (开发邮箱): mails that stay here because no mail server is set, or because they are a sample's. */
@Injectable()
export class MailboxService {
  constructor(
    private readonly records: Records,
    private readonly mailbox: MailboxStore,
    private readonly audit: AuditStore,
  ) {}

  async list({ workspaceId }: Caller, cursor: string | undefined): Promise<Page<MailReply>> {
    const [at, id] = readCursor(cursor, position) ?? [];
    const found = await this.mailbox.list(workspaceId, PAGE + 1, id === undefined ? undefined : { at: at!, id });
    const items = found.slice(0, PAGE).map((mail): MailReply => ({ ...mail, at: writeInstant(mail.at) }));
    return { items, ...(found.length > PAGE && { next: writeCursor([found[PAGE - 1]!.at, found[PAGE - 1]!.id]) }) };
  }

  async get({ workspaceId }: Caller, id: string): Promise<MailReply> {
    const mail = await this.mailbox.get(workspaceId, id);
    if (!mail) throw new NotFound('There is no such mail.');
    const { to, from, subject, html, text, headers } = mail;
    return { id, to, from, subject, at: writeInstant(mail.at), html, text, headers };
  }

  async empty(who: Caller): Promise<void> {
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      const mails = await this.mailbox.clear(workspaceId, transaction);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'mailbox.empty',
        target: { kind: 'mailbox' },
        before: { mails },
      });
    });
  }
}
