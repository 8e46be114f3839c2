import { Injectable } from '@nestjs/common';
import type { Page, TaskReply } from '@sojourn/api';
import { writeInstant, writeKnown } from '@sojourn/rules';
import { z } from 'zod';
import type { Caller } from '../http/caller.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { Masking } from '../http/masking.js';
import { Conflict, NotFound, Refused } from '../http/problem.js';
import { WorkQueue } from '../queue/work-queue.js';
import { AuditStore } from '../store/audit.store.js';
import { Clock } from '../store/clock.js';
import { HumanTasksStore, type HumanTaskRow } from '../store/human-tasks.store.js';
import { InboxStore } from '../store/inbox.store.js';
import { Records } from '../store/records.js';
import { ShownNamesStore, type ShownNames } from '../store/shown-names.store.js';

const PAGE = 50;
const position = z.tuple([z.int(), z.uuid()]);

/** Tasks for people: what is open, and the answer that lets a journey go on. */
@Injectable()
export class TasksService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly tasks: HumanTasksStore,
    private readonly names: ShownNamesStore,
    private readonly masking: Masking,
    private readonly inbox: InboxStore,
    private readonly queue: WorkQueue,
    private readonly audit: AuditStore,
  ) {}

  async list(who: Caller, state: TaskReply['state'], cursor: string | undefined): Promise<Page<TaskReply>> {
    const { workspaceId } = who;
    const [at, id] = readCursor(cursor, position) ?? [];
    const after = id === undefined ? undefined : { at: at!, id };
    const found = await this.tasks[state](workspaceId, after, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const names = await this.names.of(workspaceId, rows, (await this.masking.of(who)).hides);
    const last = rows.at(-1);
    return {
      items: rows.map((row) => replyOf(row, names)),
      ...(found.length > PAGE && { next: writeCursor([(state === 'open' ? last!.due : last!.closedAt)!, last!.id]) }),
    };
  }

  /** A command in the profile's inbox: the journey closes the task and goes on by the answer. */
  async answer(
    who: Caller,
    id: string,
    { answer, note }: { answer: string; note?: string | undefined },
  ): Promise<void> {
    const { workspaceId } = who;
    const task = await this.tasks.find(workspaceId, id);
    if (!task) throw new NotFound('There is no such task.');
    if (task.state === 'closed') throw new Conflict('This task is closed already.', { closedBy: task.closedBy });
    if (!task.answers.some((each) => each.id === answer)) {
      const message = `Choose one of: ${task.answers.map((each) => each.label.en).join(', ')}.`;
      throw new Refused('This is none of the answers.', [{ path: 'answer', message }]);
    }
    const { profile, shard, enrollment, step } = task;
    await this.records.transaction(async (transaction) => {
      const acceptedAt = await this.clock.now(transaction);
      const payload = { enrollment, step, answer, ...(note !== undefined && { values: { note } }) };
      await this.inbox.enqueue(transaction, [
        { workspaceId, profileId: profile, shard, kind: 'answer', acceptedAt, payload },
      ]);
      await this.audit.record(transaction, who, {
        workspaceId,
        action: 'task.answer',
        target: { kind: 'task', id, name: task.title },
        after: { answer, profile, journey: task.journey },
      });
    });
    this.queue.wake('engine');
  }
}

function replyOf(row: HumanTaskRow, names: ShownNames): TaskReply {
  return {
    id: row.id,
    title: row.title,
    note: row.note ?? undefined,
    owner: row.owner,
    escalateTo: row.escalateTo ?? undefined,
    answers: row.answers.map(({ id, label }) => ({ id, label })),
    state: row.state,
    openedAt: writeInstant(row.openedAt),
    dueAt: writeInstant(row.due),
    remindedAt: writeKnown(row.remindedAt),
    escalatedAt: writeKnown(row.escalatedAt),
    closedAt: writeKnown(row.closedAt),
    closedBy: row.closedBy ?? undefined,
    profile: names.profile(row.profile),
    journey: names.journey(row.journey),
    enrollment: row.enrollment,
  };
}
