import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { TemplateReply, Variants } from '@sojourn/api';
import { writeInstant } from '@sojourn/rules';
import { isDeepStrictEqual } from 'node:util';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { Masking } from '../http/masking.js';
import { NotFound, Refused } from '../http/problem.js';
import { renderMails, type MailWords } from '../rendering/mail.js';
import { Renderer } from '../rendering/renderer.js';
import { templateProblem } from '../rendering/template-problem.js';
import { AuditStore } from '../store/audit.store.js';
import { newId } from '../store/ids.js';
import { ProfilesStore } from '../store/profiles.store.js';
import { Records } from '../store/records.js';
import { TemplatesStore, type TemplateRow } from '../store/templates.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { refusedTemplate, templateProblems } from './template-checks.js';

/** Templates: their texts are kept in versions that never change, and published journeys pin one. */
@Injectable()
export class TemplatesService implements OnApplicationShutdown {
  /** Its own thread: what an operator tries out must not hold up what is being sent. */
  private readonly renderer = new Renderer();

  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly templates: TemplatesStore,
    private readonly profiles: ProfilesStore,
    private readonly workspaces: WorkspacesStore,
    private readonly masking: Masking,
    private readonly audit: AuditStore,
  ) {}

  async list({ workspaceId }: Caller): Promise<TemplateReply[]> {
    return (await this.templates.list(workspaceId)).map(replyOf);
  }

  async get({ workspaceId }: Caller, id: string): Promise<TemplateReply> {
    const row = await this.templates.find(workspaceId, id);
    if (!row) throw new NotFound('There is no such template.');
    return replyOf(row);
  }

  async add(who: Caller, given: { name: string; channel: string; variants: Variants }): Promise<TemplateReply> {
    await this.check(given.variants);
    const { workspaceId } = who;
    const id = await this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      const template = { id: newId(at), workspaceId, ...given };
      await this.templates.add(transaction, template, { by: who.memberId, at });
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'template.create',
        target: { kind: 'template', id: template.id, name: given.name },
        after: { version: 1, variants: given.variants },
      });
      return template.id;
    });
    return this.get(who, id);
  }

  /** Another name changes the template; other texts make its next version. */
  async save(
    who: Caller,
    id: string,
    { name, variants }: { name: string; variants: Variants },
  ): Promise<TemplateReply> {
    await this.check(variants);
    const { workspaceId } = who;
    await this.records.transaction(async (transaction) => {
      const template = await this.templates.lock(transaction, workspaceId, id);
      if (!template) throw new NotFound('There is no such template.');
      const before = (await this.templates.find(workspaceId, id, transaction))!;
      const at = await this.clock.now(transaction);
      const same = isDeepStrictEqual(before.variants, variants);
      if (same) await this.templates.rename(transaction, id, name, at);
      const version = same
        ? before.version
        : await this.templates.addVersion(transaction, template, name, variants, { by: who.memberId, at });
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'template.save',
        target: { kind: 'template', id, name },
        before: { name: before.name, version: before.version, ...(same ? {} : { variants: before.variants }) },
        after: { name, version, ...(same ? {} : { variants }) },
      });
    });
    return this.get(who, id);
  }

  /** What a profile would be sent, rendered as the sender does it. */
  async preview(
    who: Caller,
    { variants, profile, language }: { variants: Variants; profile?: string; language?: string },
  ) {
    await this.check(variants);
    const { name, language: spoken } = await this.workspaces.get(who.workspaceId);
    const shown =
      language === undefined
        ? variants
        : Object.fromEntries(Object.entries(variants).filter(([each]) => each === language));
    const told: MailWords['told'] = {
      profile: profile === undefined ? SOMEBODY : await this.recipient(who, profile),
      journey: { id: '', name: '' },
      workspace: { name },
      entry: {},
      unsubscribeUrl: 'https://example.com/unsubscribe',
    };
    const [mail] = await renderMails(this.renderer, [{ variants: shown, told, language: spoken }]);
    if (mail && 'html' in mail) return mail;
    if (!mail || mail.reason === 'no_template') throw new Refused(`This template has no texts in "${language}".`);
    const { message } = templateProblem({ reason: mail.reason });
    throw new Refused(message.en, [{ path: 'variants', message: mail.detail ?? mail.reason }]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.renderer.close();
  }

  private async recipient(who: Caller, id: string): Promise<MailWords['told']['profile']> {
    const found = await this.profiles.find(who.workspaceId, id);
    if (!found) throw new NotFound('There is no such profile.');
    const mask = await this.masking.of(who);
    const identities = await this.profiles.identities(who.workspaceId, id);
    const known = (kind: string) => identities.find((identity) => identity.kind === kind && !mask.hides(kind))?.value;
    return {
      id,
      attributes: mask.properties(found.attributes),
      identities: { email: known('email'), userId: known('userId') },
    };
  }

  private async check(variants: Variants): Promise<void> {
    const found = await templateProblems(this.renderer, variants);
    if (found.length > 0) throw refusedTemplate(found, 'This template cannot be read.');
  }
}

/** Whom a preview speaks to where nobody was chosen. */
const SOMEBODY: MailWords['told']['profile'] = {
  id: '00000000-0000-7000-8000-000000000000',
  attributes: { name: 'Ada Wang', first_name: 'Ada', last_name: 'Wang', city: 'Shanghai' },
  identities: { email: 'ada@example.com', userId: 'u-1' },
};

function replyOf({ updatedAt, ...row }: TemplateRow): TemplateReply {
  return { ...row, updatedAt: writeInstant(updatedAt) };
}
