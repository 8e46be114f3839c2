import { Injectable } from '@nestjs/common';
import type { DeliveryOutcome, DeliveryReply, LogPage } from '@sojourn/api';
import { writeInstant, writeKnown } from '@sojourn/rules';
import { z } from 'zod';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { Masking } from '../http/masking.js';
import { DeliveriesStore, type DeliveryFilter, type DeliveryListRow } from '../store/deliveries.store.js';
import { ShownNamesStore } from '../store/shown-names.store.js';

const PAGE = 50;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** After an open delivery, or after a finished one: the list goes on from the open ones to the finished. */
const position = z.union([z.tuple([z.uuid()]), z.tuple([z.int(), z.uuid()])]);

export interface DeliveriesQuery {
  outcome?: DeliveryOutcome;
  channel?: string;
  journey?: string;
  cursor?: string;
}

/** Deliveries: those under way, then what became of the others. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly clock: Clock,
    private readonly deliveries: DeliveriesStore,
    private readonly names: ShownNamesStore,
    private readonly masking: Masking,
  ) {}

  async list(who: Caller, { cursor, ...filter }: DeliveriesQuery): Promise<LogPage<DeliveryReply>> {
    const at = readCursor(cursor, position) ?? [LAST_ID];
    const open = at.length === 1 ? await this.deliveries.open(who.workspaceId, filter, at[0], PAGE + 1) : [];
    if (open.length > PAGE)
      return { items: await this.replies(who, open.slice(0, PAGE)), next: writeCursor([open[PAGE - 1]!.id]) };
    const after = at.length === 2 ? { finishedAt: at[0], id: at[1] } : undefined;
    const found = await this.finished(who.workspaceId, filter, after, PAGE + 1 - open.length);
    const rows = [...open, ...found.rows].slice(0, PAGE);
    const items = await this.replies(who, rows);
    const last = rows.at(-1);
    if (open.length + found.rows.length > PAGE) return { items, next: writeCursor([last!.finishedAt, last!.id]) };
    if (found.reached === undefined) return { items };
    return { items, next: writeCursor([found.reached - 1, LAST_ID]), reached: writeInstant(found.reached) };
  }

  private async finished(
    workspace: number,
    filter: DeliveryFilter,
    after: { finishedAt: number; id: string } | undefined,
    limit: number,
  ) {
    return this.deliveries.finished(workspace, filter, after, limit, await this.clock.now());
  }

  private async replies(who: Caller, rows: readonly DeliveryListRow[]): Promise<DeliveryReply[]> {
    const mask = await this.masking.of(who);
    const names = await this.names.of(who.workspaceId, rows, mask.hides);
    return rows.map((row) => ({
      id: row.id,
      at: writeInstant(row.at),
      channel: row.channel,
      topic: row.topic,
      outcome: row.outcome as DeliveryOutcome,
      reason: row.reason ?? undefined,
      attempts: row.attempts,
      dueAt: writeKnown(row.due),
      finishedAt: writeKnown(row.finishedAt),
      profile: names.profile(row.profile),
      journey: names.journey(row.journey),
      node: row.node,
      enrollment: row.enrollment,
    }));
  }
}
