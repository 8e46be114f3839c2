import { Injectable } from '@nestjs/common';
import type { AttributeReply, Page, ProfileReply, ProfileSummary, TimelineItem } from '@sojourn/api';
import { z } from 'zod';
import type { Caller } from '../http/caller.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { Masking, type Mask } from '../http/masking.js';
import { NotFound } from '../http/problem.js';
import { AttributesStore, isPersonal } from '../store/attributes.store.js';
import { AuditStore } from '../store/audit.store.js';
import { DepartedStore } from '../store/departed.store.js';
import { JourneysStore } from '../store/journeys.store.js';
import { Clock } from '../store/clock.js';
import { OperationsStore } from '../store/operations.store.js';
import { ProfileNamesStore } from '../store/profile-names.store.js';
import { ProfilesStore, type ProfileListRow, type ProfileRow } from '../store/profiles.store.js';
import { Records } from '../store/records.js';
import { TimelinesStore } from '../store/timelines.store.js';
import { replyOf, summaryOf, timelineItem } from './profile-reply.js';

const PAGE = 50;
const afterProfile = z.uuid();
const afterItem = z.tuple([z.int(), z.enum(['event', 'transition', 'enrollment', 'delivery']), z.string().max(500)]);

/** Finds profiles and tells what is known of one. Viewers see no personal value. */
@Injectable()
export class ProfilesService {
  constructor(
    private readonly records: Records,
    private readonly profiles: ProfilesStore,
    private readonly names: ProfileNamesStore,
    private readonly departed: DepartedStore,
    private readonly timelines: TimelinesStore,
    private readonly journeys: JourneysStore,
    private readonly attributes: AttributesStore,
    private readonly masking: Masking,
    private readonly audit: AuditStore,
    private readonly operations: OperationsStore,
    private readonly clock: Clock,
  ) {}

  /** All profiles or those of a stage, newest first; or, all at once, those whom a search finds. */
  async list(
    who: Pick<Caller, 'workspaceId' | 'role'>,
    query: { search?: string; stage?: string; cursor?: string },
  ): Promise<Page<ProfileSummary>> {
    const mask = await this.masking.of(who);
    const text = query.search?.trim() ?? '';
    if (text !== '') return { items: await this.summaries(who, await this.search(who, text, query.stage, mask), mask) };
    const before = readCursor(query.cursor, afterProfile);
    const rows = await this.profiles.list(who.workspaceId, query.stage, before, PAGE + 1);
    const items = await this.summaries(who, rows.slice(0, PAGE), mask);
    return { items, ...(rows.length > PAGE && { next: writeCursor(items.at(-1)!.id) }) };
  }

  /** Also by the id that it had before it became part of another one. */
  async get(who: Caller, asked: string): Promise<ProfileReply> {
    const { workspaceId } = who;
    const { row, id } = await this.find(workspaceId, asked);
    const [identities, facts, mask] = await Promise.all([
      this.profiles.identities(workspaceId, id),
      this.profiles.facts(workspaceId, id),
      this.masking.of(who),
    ]);
    return replyOf(row, identities, facts, mask);
  }

  async timeline(who: Caller, id: string, cursor: string | undefined): Promise<Page<TimelineItem>> {
    const { workspaceId } = who;
    const { id: current } = await this.find(workspaceId, id);
    const [at, kind, ref] = readCursor(cursor, afterItem) ?? [];
    const after = at === undefined ? undefined : { at, kind: kind!, ref: ref! };
    const family = await this.departed.family(workspaceId, current);
    const found = await this.timelines.page(workspaceId, family, after, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const journeys = await this.journeys.names(
      workspaceId,
      rows.flatMap(({ journey }) => journey ?? []),
    );
    const mask = await this.masking.of(who);
    const last = rows.at(-1);
    return {
      items: rows.map((row) => timelineItem(row, journeys, mask)),
      ...(found.length > PAGE && { next: writeCursor([last!.at, last!.kind, last!.ref]) }),
    };
  }

  /** Asks for a person to be erased. The record says who asked and when, and nothing of the person but the id. */
  async erase(who: Caller, asked: string): Promise<{ operation: string }> {
    const { workspaceId } = who;
    const { id } = await this.find(workspaceId, asked);
    const operation = await this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      const target = { kind: 'profile', id };
      await this.audit.record(transaction, who, { workspaceId, action: 'profile.erase', target });
      const work = { workspaceId, kind: 'profile.erase', detail: { profile: id }, total: 1, at };
      return this.operations.add(transaction, { ...work, requestedBy: who.memberId });
    });
    return { operation };
  }

  private async find(workspaceId: number, asked: string): Promise<{ row: ProfileRow; id: string }> {
    const id = await this.departed.current(workspaceId, asked);
    if (id === undefined) throw new NotFound('This profile was erased.');
    const row = await this.profiles.find(workspaceId, id);
    if (!row) throw new NotFound('There is no such profile.');
    return { row, id };
  }

  /** Known attributes with their types, and which are personal: by their mark, else as their names suggest. */
  async attributeList({ workspaceId }: Caller): Promise<AttributeReply[]> {
    const marks = await this.attributes.marks(workspaceId);
    const types = await this.attributes.types(workspaceId);
    const names = new Set([...(await this.attributes.names(workspaceId)), ...marks.keys(), ...types.keys()]);
    return [...names].toSorted().map((name) => ({ name, pii: isPersonal(name, marks), ...types.get(name) }));
  }

  async markAttribute(who: Caller, name: string, pii: boolean): Promise<void> {
    const { workspaceId } = who;
    const before = isPersonal(name, await this.attributes.marks(workspaceId));
    await this.records.transaction(async (transaction) => {
      await this.attributes.mark(transaction, workspaceId, name, pii);
      const target = { kind: 'attribute', id: name, name };
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'attribute.mark',
        target,
        before: { pii: before },
        after: { pii },
      });
    });
  }

  /** By identity first, then by name. Whoever may not see a value may not find by it either: a search would tell it. */
  private async search(
    who: Pick<Caller, 'workspaceId'>,
    text: string,
    stage: string | undefined,
    mask: Mask,
  ): Promise<ProfileListRow[]> {
    const { workspaceId } = who;
    const lower = text.toLowerCase();
    const by = {
      kinds: ['userId', 'anonymousId', 'email'].filter((kind) => !mask.hides(kind)),
      texts: [...new Set([text, lower])],
      addresses: !mask.hides('email'),
    };
    const found = await this.profiles.byIdentity(workspaceId, by, stage, PAGE);
    const named = mask.hides('name') ? [] : await this.profiles.byName(workspaceId, text, stage, PAGE);
    const exact = UUID.test(text) ? await this.profiles.find(workspaceId, lower) : undefined;
    const all = [...(exact ? [exact] : []), ...found, ...named];
    return [...new Map(all.map((row) => [row.id, row])).values()].slice(0, PAGE);
  }

  private async summaries(
    { workspaceId }: Pick<Caller, 'workspaceId'>,
    rows: readonly ProfileListRow[],
    mask: Mask,
  ): Promise<ProfileSummary[]> {
    const known = await this.names.identities(
      workspaceId,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => summaryOf(row, known.get(row.id) ?? {}, mask));
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
