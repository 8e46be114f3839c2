import { Injectable } from '@nestjs/common';
import type { CalendarBody, CalendarReply } from '@sojourn/api';
import { CHINA_CALENDAR, type Calendar } from '@sojourn/journey';
import { writeInstant } from '@sojourn/rules';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound } from '../http/problem.js';
import { AuditStore } from '../store/audit.store.js';
import { CalendarsStore, type CalendarRow } from '../store/calendars.store.js';
import { Clock } from '../store/clock.js';
import { Records, type Transaction } from '../store/records.js';
import { WorkspacesStore } from '../store/workspaces.store.js';

/** Calendars of a workspace: what its journeys call a workday. */
@Injectable()
export class CalendarsService {
  constructor(
    private readonly records: Records,
    private readonly calendars: CalendarsStore,
    private readonly workspaces: WorkspacesStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  async list(who: Caller): Promise<CalendarReply[]> {
    return (await this.calendars.list(who.workspaceId)).map(replyOf);
  }

  save(who: Caller, id: string, body: CalendarBody): Promise<CalendarReply> {
    return this.records.transaction(async (transaction) => {
      const before = await this.calendars.lock(transaction, who.workspaceId, id);
      return this.write(transaction, who, before, { id, ...body });
    });
  }

  /** The shipped days join those that are there; a day somebody set otherwise stays as they set it. */
  importChina(who: Caller): Promise<CalendarReply> {
    return this.records.transaction(async (transaction) => {
      const before = await this.calendars.lock(transaction, who.workspaceId, CHINA_CALENDAR.id);
      return this.write(transaction, who, before, before ? joined(before, CHINA_CALENDAR) : CHINA_CALENDAR);
    });
  }

  async remove(who: Caller, id: string): Promise<void> {
    await this.records.transaction(async (transaction) => {
      const before = await this.calendars.lock(transaction, who.workspaceId, id);
      if (!before) throw new NotFound('There is no such calendar.');
      const users = await this.calendars.usedBy(transaction, who.workspaceId, id);
      if (users.length > 0)
        throw new Conflict(`Journeys name this calendar: ${users.join(', ')}. Choose another in them first.`);
      await this.calendars.remove(transaction, who.workspaceId, id);
      await this.tell(transaction, who, 'calendar.remove', { id, name: before.name }, { before: content(before) });
    });
  }

  private async write(
    transaction: Transaction,
    who: Caller,
    before: CalendarRow | undefined,
    calendar: Calendar,
  ): Promise<CalendarReply> {
    const updatedAt = await this.clock.now(transaction);
    await this.calendars.save(transaction, who.workspaceId, calendar, updatedAt);
    await this.tell(transaction, who, before ? 'calendar.save' : 'calendar.add', calendar, {
      ...(before && { before: content(before) }),
      after: content(calendar),
    });
    return replyOf({ ...calendar, updatedAt });
  }

  private async tell(
    transaction: Transaction,
    who: Caller,
    action: string,
    { id, name }: { id: string; name: string },
    change: { before?: unknown; after?: unknown },
  ): Promise<void> {
    await this.workspaces.raiseRevision(transaction, who.workspaceId);
    const target = { kind: 'calendar', id, name };
    await this.audit.record(transaction, who, { workspaceId: who.workspaceId, action, target, ...change });
  }
}

function joined(own: Calendar, shipped: Calendar): Calendar {
  const more = (mine: readonly string[], theirs: readonly string[], against: readonly string[]) =>
    [...new Set([...mine, ...theirs.filter((day) => !against.includes(day))])].sort();
  return {
    id: own.id,
    name: own.name,
    holidays: more(own.holidays, shipped.holidays, own.makeUpDays),
    makeUpDays: more(own.makeUpDays, shipped.makeUpDays, own.holidays),
  };
}

const content = ({ name, holidays, makeUpDays }: Calendar) => ({ name, holidays, makeUpDays });

const replyOf = ({ id, name, holidays, makeUpDays, updatedAt }: CalendarRow): CalendarReply => ({
  id,
  name,
  holidays: [...holidays],
  makeUpDays: [...makeUpDays],
  updatedAt: writeInstant(updatedAt),
});
