import { Injectable } from '@nestjs/common';
import type { LogPage, RefusalReply, StepReply } from '@sojourn/api';
import { parseInstant, writeInstant } from '@sojourn/rules';
import { z } from 'zod';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { Masking } from '../http/masking.js';
import { stepReply } from '../http/step-reply.js';
import { JourneysStore } from '../store/journeys.store.js';
import {
  LogStore,
  type RefusalPosition,
  type StepFilter,
  type StepPosition,
  type StepRow,
} from '../store/log.store.js';
import { ShownNamesStore } from '../store/shown-names.store.js';

const PAGE = 50;
/** Sorts after every id: a search that stopped early goes on with everything before the instant it reached. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const afterStep = z.tuple([z.int(), z.uuid(), z.int().min(0).max(2_147_483_647)]);
const afterRefusal = z.tuple([z.int(), z.uuid(), z.string().max(64)]);

export interface LogQuery {
  journey?: string;
  version?: number;
  node?: string;
  profile?: string;
  outcome?: StepRow['outcome'];
  from?: string;
  to?: string;
  cursor?: string;
}

/** The execution log and the entries that were refused. */
@Injectable()
export class LogService {
  constructor(
    private readonly clock: Clock,
    private readonly log: LogStore,
    private readonly journeys: JourneysStore,
    private readonly names: ShownNamesStore,
    private readonly masking: Masking,
  ) {}

  async steps(who: Caller, { cursor, from, to, ...query }: LogQuery): Promise<LogPage<StepReply>> {
    const filter: StepFilter = { ...query, from: instant(from), to: instant(to) };
    const [executedAt, enrollment, number] = readCursor(cursor, afterStep) ?? [];
    const after: StepPosition | undefined =
      executedAt === undefined ? undefined : { executedAt, enrollment: enrollment!, number: number! };
    const found = await this.log.steps(who.workspaceId, filter, after, PAGE + 1, await this.clock.now());
    const rows = found.rows.slice(0, PAGE);
    const mask = await this.masking.of(who);
    const names = await this.names.of(who.workspaceId, rows, mask.hides);
    const types = await this.journeys.nodeTypes(who.workspaceId, rows);
    const items = rows.map((row) =>
      stepReply(row, names, ({ journey, version, node }) => types.get(`${journey}|${version}|${node}`) ?? '', mask),
    );
    const last = rows.at(-1);
    if (found.rows.length > PAGE)
      return { items, next: writeCursor([last!.executedAt, last!.enrollment, last!.number]) };
    if (found.reached === undefined) return { items };
    return {
      items,
      next: writeCursor([found.reached - 1, LAST_ID, 2_147_483_647]),
      reached: writeInstant(found.reached),
    };
  }

  async refusals(
    who: Caller,
    { journey, cursor }: { journey?: string; cursor?: string },
  ): Promise<LogPage<RefusalReply>> {
    const [executedAt, profile, node] = readCursor(cursor, afterRefusal) ?? [];
    const after: RefusalPosition | undefined =
      executedAt === undefined ? undefined : { executedAt, profile: profile!, node: node! };
    const found = await this.log.refusals(who.workspaceId, journey, after, PAGE + 1, await this.clock.now());
    const rows = found.rows.slice(0, PAGE);
    const mask = await this.masking.of(who);
    const names = await this.names.of(who.workspaceId, rows, mask.hides);
    const items = rows.map((row): RefusalReply => ({
      profile: names.profile(row.profile),
      journey: names.journey(row.journey),
      version: row.version,
      node: row.node,
      at: writeInstant(row.at),
      rule: row.rule as RefusalReply['rule'],
      key: row.key,
    }));
    const last = rows.at(-1);
    if (found.rows.length > PAGE) return { items, next: writeCursor([last!.executedAt, last!.profile, last!.node]) };
    if (found.reached === undefined) return { items };
    return { items, next: writeCursor([found.reached - 1, LAST_ID, '~']), reached: writeInstant(found.reached) };
  }
}

const instant = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : (parseInstant(text) ?? Date.parse(text));
