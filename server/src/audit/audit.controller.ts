import { Controller, Query } from '@nestjs/common';
import { type AuditReply, type Page, accessApi } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Malformed } from '../http/problem.js';
import { Serve } from '../http/serve.js';
import { type AuditRow, AuditStore } from '../store/audit.store.js';

const PAGE = 50;

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditStore) {}

  @Serve(accessApi.audit)
  async list(@Who() who: Caller, @Query() { cursor }: { cursor?: string }): Promise<Page<AuditReply>> {
    if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor))
      throw new Malformed('This is not a place in the list.');
    const rows = await this.audit.page(who.workspaceId, cursor, PAGE + 1);
    const items = rows.slice(0, PAGE).map(replyOf);
    const last = items.at(-1);
    return rows.length > PAGE && last ? { items, next: last.id } : { items };
  }
}

function replyOf({ id, at, content }: AuditRow): AuditReply {
  const when = { id, at: new Date(at).toISOString() };
  if (!content) return { ...when, actor: { kind: 'system', name: '' }, action: 'erased', target: { kind: 'record' } };
  const { actor, action, target, before, after } = content;
  const { from, ...who } = actor;
  return {
    ...when,
    actor: who,
    action,
    target,
    ...(from === undefined ? {} : { from }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
