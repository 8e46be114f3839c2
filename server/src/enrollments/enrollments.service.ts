import { Injectable } from '@nestjs/common';
import type { EnrollmentReply, GoalReply, Page, RunReply } from '@sojourn/api';
import { thaw, type Freeze } from '@sojourn/journey';
import { NEVER, writeInstant, writeKnown, type Instant } from '@sojourn/rules';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Clock } from '../store/clock.js';
import type { Caller } from '../http/caller.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { Masking, type Mask } from '../http/masking.js';
import { Conflict, NotFound } from '../http/problem.js';
import { stepReply } from '../http/step-reply.js';
import { AuditStore } from '../store/audit.store.js';
import { Database } from '../store/database.js';
import { EnrollmentsStore, type EnrollmentRow, type GoalRow } from '../store/enrollments.store.js';
import { WorkQueue } from '../queue/work-queue.js';
import { InboxStore } from '../store/inbox.store.js';
import { JourneysStore } from '../store/journeys.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { PausesStore } from '../store/pauses.store.js';
import { Records } from '../store/records.js';
import { ShownNamesStore, type ShownNames } from '../store/shown-names.store.js';

const PAGE = 50;
const position = z.tuple([z.int().min(0).max(32_767), z.uuid(), z.uuid()]);

/** How long a change of one enrollment is waited for, and how often it is looked after (ENGINE D5), in milliseconds. */
const PATIENCE = { whole: 2_000, step: 25 } as const;

/** Who is in a journey, one run with its steps, and taking somebody out by hand. */
@Injectable()
export class EnrollmentsService {
  constructor(
    private readonly records: Records,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly enrollments: EnrollmentsStore,
    private readonly journeys: JourneysStore,
    private readonly pauses: PausesStore,
    private readonly names: ShownNamesStore,
    private readonly inbox: InboxStore,
    private readonly queue: WorkQueue,
    private readonly operations: OperationsStore,
    private readonly masking: Masking,
    private readonly audit: AuditStore,
  ) {}

  /** Who is at a node now. */
  async atNode(who: Caller, journey: string, node: string, cursor: string | undefined): Promise<Page<EnrollmentReply>> {
    const { workspaceId } = who;
    if (!(await this.journeys.find(workspaceId, journey))) throw new NotFound('There is no such journey.');
    const [shard, profile, id] = readCursor(cursor, position) ?? [];
    const after = id === undefined ? undefined : { shard: shard!, profile: profile!, id };
    const found = await this.enrollments.atNode(workspaceId, journey, node, after, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const mask = await this.masking.of(who);
    const names = await this.names.of(workspaceId, rows, mask.hides);
    const freezes = await this.freezesOf(journey);
    const last = rows.at(-1);
    return {
      items: rows.map((row) => replyOf(row, names, mask, freezes)),
      ...(found.length > PAGE && { next: writeCursor([last!.shard, last!.profile, last!.id]) }),
    };
  }

  /** One run with every step of it and the graph it runs on, for the replay. */
  async get(who: Caller, id: string): Promise<RunReply> {
    const { workspaceId } = who;
    const found = await this.enrollments.find(workspaceId, id);
    if (!found) throw new NotFound('There is no such enrollment, or its log is past its retention.');
    const { enrollment, steps, goals } = found;
    const { graph } = (await this.journeys.version(workspaceId, enrollment.journey, enrollment.version))!;
    const types = new Map(graph.nodes.map(({ id: node, type }) => [node, type]));
    const mask = await this.masking.of(who);
    const names = await this.names.of(workspaceId, [enrollment], mask.hides);
    const told = steps.map((step) => stepReply(step, names, ({ node }) => types.get(node) ?? '', mask));
    const freezes = await this.freezesOf(enrollment.journey);
    return { ...replyOf(enrollment, names, mask, freezes), steps: told, goals: goals.map(goalReply), graph };
  }

  /** Takes one out: a command in the profile's inbox, waited for a moment, else watched as an operation. */
  async exit(who: Caller, id: string, reason: string): Promise<{ done: boolean; operation?: string }> {
    const { workspaceId } = who;
    const found = await this.enrollments.find(workspaceId, id);
    if (!found) throw new NotFound('There is no such enrollment.');
    const { enrollment } = found;
    if (enrollment.endedAt !== null) throw new Conflict('This enrollment has ended already.');
    const { profile, shard, journey } = enrollment;
    await this.records.transaction(async (transaction) => {
      const acceptedAt = await this.clock.now(transaction);
      const payload = { enrollment: id, reason };
      await this.inbox.enqueue(transaction, [
        { workspaceId, profileId: profile, shard, kind: 'exit', acceptedAt, payload },
      ]);
      const target = { kind: 'enrollment', id };
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'enrollment.exit',
        target,
        after: { profile, journey, reason },
      });
    });
    this.queue.wake('engine');
    if (await this.hasEnded(workspaceId, enrollment)) return { done: true };
    const operation = await this.records.transaction(async (transaction) => {
      const at = await this.clock.now(transaction);
      const detail = { enrollment: id, profile, position: { shard } };
      return this.operations.add(transaction, {
        workspaceId,
        kind: 'enrollment.exit',
        detail,
        total: 1,
        requestedBy: who.memberId,
        at,
      });
    });
    return { done: false, operation };
  }

  /** When time stood still in a journey; a pause that lasts counts as if it ended now. */
  private async freezesOf(journey: string): Promise<Freeze[]> {
    const freezes = await this.pauses.freezes(this.database, journey);
    if (freezes.length === 0) return freezes;
    const now = await this.clock.now();
    return freezes.map(({ from, until }) => ({ from, until: Math.min(until, Math.max(from, now)) }));
  }

  private async hasEnded(workspace: number, enrollment: EnrollmentRow): Promise<boolean> {
    for (const start = performance.now(); performance.now() - start < PATIENCE.whole; await pause(PATIENCE.step)) {
      if (!(await this.enrollments.isAlive(workspace, enrollment))) return true;
    }
    return false;
  }
}

function goalReply({ goal, at, reversedAt }: GoalRow): GoalReply {
  return { goal, at: writeInstant(at), ...(reversedAt !== null && { reversedAt: writeInstant(reversedAt) }) };
}

/** Until when it rests, put off by pauses that nobody has counted yet: they are when it comes due (STATE-1). */
function dueOf({ arrivedAt, due, heldDue, frozen }: EnrollmentRow, freezes: readonly Freeze[]): Instant | null {
  const until = due !== null && due < NEVER ? due : heldDue;
  if (arrivedAt === null || until === null) return until;
  return thaw({ arrivedAt, due: until, ...(frozen && { frozen }) }, freezes).due;
}

function replyOf(row: EnrollmentRow, names: ShownNames, mask: Mask, freezes: readonly Freeze[]): EnrollmentReply {
  return {
    id: row.id,
    profile: names.profile(row.profile),
    journey: names.journey(row.journey),
    version: row.version,
    key: row.key === '' ? undefined : row.key,
    enteredAt: writeInstant(row.enteredAt),
    entry: mask.properties(row.entry),
    node: row.node ?? undefined,
    arrivedAt: writeKnown(row.arrivedAt),
    dueAt: writeKnown(dueOf(row, freezes)),
    parked: row.parked ?? undefined,
    endedAt: writeKnown(row.endedAt),
    reason: row.reason ?? undefined,
  };
}
