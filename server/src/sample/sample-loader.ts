import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Instant, Language } from '@sojourn/rules';
import { Clock } from '../store/clock.js';
import { messageIdOf, type ImportRow } from '../imports/import-row.js';
import { ImportRefusal, runImport, type ImportJob } from '../imports/run-import.js';
import { AuditStore, type AuditActor } from '../store/audit.store.js';
import { Database } from '../store/database.js';
import { newId } from '../store/ids.js';
import { JourneysStore } from '../store/journeys.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { Records } from '../store/records.js';
import { SampleStore, type Sample } from '../store/sample.store.js';
import { TemplatesStore } from '../store/templates.store.js';
import { WorkspacesStore } from '../store/workspaces.store.js';
import { sampleJourneys } from './sample-journeys.js';
import { generateShop, SAMPLE_PLAN, type Customer } from './shop-generator.js';

export interface Load {
  id: string;
  detail: Record<string, unknown>;
  requestedBy: string | null;
}

const SYSTEM: AuditActor = { kind: 'system', name: 'sample shop' };
const LOOK_EVERY_MS = 200;

/** Fills the sample's workspace: a year of events, what is known of the customers, and three journeys that run. */
@Injectable()
export class SampleLoader {
  constructor(
    private readonly database: Database,
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly sample: SampleStore,
    private readonly workspaces: WorkspacesStore,
    private readonly journeys: JourneysStore,
    private readonly templates: TemplatesStore,
    private readonly operations: OperationsStore,
    private readonly audit: AuditStore,
  ) {}

  /**
   * Does a load that was asked for, or the rest of one that a process left behind: rows that are in count as known.
   * Resolves when the engine has played everything.
   */
  async run(load: Load, signal: AbortSignal): Promise<void> {
    const sample = await this.sample.find();
    if (!sample) return;
    const work = new LoadProgress(this.operations, this.database, this.clock, load.id, signal);
    try {
      const customers = await makeCustomers(sample.now);
      const events = customers.reduce((sum, customer) => sum + customer.events.length, 0);
      // Played as often as queued, so that both halves of the work move the bar.
      work.total = 2 * (events + customers.length);
      await this.import(sample, 'events', eventRows(customers, keyOf(sample, 'events')), work);
      // Behind the events: traits carry today's date, and what comes after them in time would be late.
      await this.import(sample, 'profiles', profileRows(customers, keyOf(sample, 'profiles'), sample.now), work);
      await this.untilPlayed(sample.workspaceId, work);
      if (signal.aborted) return;
      if (!work.stopped) await this.finish(sample, load.detail.language === 'en' ? 'en' : 'zh', load.requestedBy);
      await this.operations.end(this.database, load.id, {
        state: work.stopped ? 'cancelled' : 'done',
        at: await this.clock.now(),
      });
    } catch (error) {
      // Another process is at it, or this one is told to stop: the operation stays open for whoever goes on.
      if (error instanceof ImportRefusal || signal.aborted) return;
      await this.operations.end(this.database, load.id, {
        state: 'failed',
        problem: 'The sample shop could not be loaded; the log says why.',
        at: await this.clock.now(),
      });
      throw error;
    }
  }

  private async import(
    sample: Sample,
    kind: ImportJob['kind'],
    rows: Iterable<ImportRow[]>,
    work: LoadProgress,
  ): Promise<void> {
    if (work.stopped) return;
    const before = work.done;
    await runImport(this.database, {
      workspace: sample.workspaceId,
      kind,
      fileKey: keyOf(sample, kind),
      rows: unhurried(rows),
      now: () => this.clock.now(),
      signal: work.stop.signal,
      onProgress: ({ queued, duplicates }) => work.report(before + queued + duplicates),
    });
  }

  private async untilPlayed(workspace: number, work: LoadProgress): Promise<void> {
    const queued = work.done;
    let first: number | undefined;
    for (;;) {
      const waiting = await this.sample.waiting(workspace);
      if (work.stopped) return;
      if (waiting === 0) return work.report(work.total);
      first ??= waiting;
      await work.report(queued + Math.round((work.total - queued) * Math.max(0, 1 - waiting / first)));
      await pause(LOOK_EVERY_MS);
    }
  }

  private async finish(sample: Sample, language: Language, by: string | null): Promise<void> {
    await this.records.transaction(async (transaction) => {
      if ((await this.sample.lock(transaction))?.loaded) return;
      const at = await this.clock.now(transaction);
      const workspaceId = sample.workspaceId;
      for (const { id, graph, triggers, templates } of sampleJourneys(language, () => newId(at))) {
        for (const { id: template, template: given } of templates) {
          const { channel, variants, name } = given;
          await this.templates.add(
            transaction,
            { id: template, workspaceId, name: name[language], channel, variants },
            { by, at },
          );
        }
        const pinned = Object.fromEntries(templates.map((each) => [each.id, 1]));
        await this.journeys.insert(transaction, workspaceId, id, graph, { by, at });
        await this.journeys.insertVersion(
          transaction,
          workspaceId,
          id,
          { graph, templates: pinned, triggers, entrants: 'new', note: '' },
          { by, at },
        );
        await this.journeys.setState(transaction, workspaceId, id, 'live', at);
      }
      await this.sample.note(transaction, workspaceId, { loaded: true, trickle: true });
      await this.workspaces.raiseRevision(transaction, workspaceId);
      await this.audit.record(transaction, SYSTEM, {
        workspaceId,
        action: 'sample.load',
        target: { kind: 'workspace', id: sample.key },
      });
    });
  }
}

const keyOf = ({ now }: Sample, kind: string): string => `sample shop ${SAMPLE_PLAN.seed} ${now} ${kind}`;

function* eventRows(customers: readonly Customer[], fileKey: string): Generator<ImportRow[]> {
  let line = 0;
  for (const { person, events } of customers) {
    yield events.map(({ name, occurredAt, properties }): ImportRow => {
      const messageId = messageIdOf(fileKey, (line += 1));
      return {
        subject: person.userId,
        at: occurredAt,
        line,
        messageId,
        body: JSON.stringify({ occurredAt, name, properties, messageId }),
      };
    });
  }
}

function* profileRows(customers: readonly Customer[], fileKey: string, at: Instant): Generator<ImportRow[]> {
  yield customers.map(({ person }, index): ImportRow => {
    const line = index + 1;
    return {
      subject: person.userId,
      at,
      line,
      messageId: messageIdOf(fileKey, line),
      email: String(person.traits.email),
      body: JSON.stringify(person.traits),
    };
  });
}

/** The whole year at once would hold up every request for a second. */
async function makeCustomers(now: Instant): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (const customer of generateShop({ ...SAMPLE_PLAN, now })) {
    if (customers.push(customer) % 50 === 0) await new Promise((next) => setImmediate(next));
  }
  return customers;
}

/** Requests that come in meanwhile get their turn. */
async function* unhurried(lists: Iterable<ImportRow[]>): AsyncGenerator<ImportRow[]> {
  let taken = 0;
  for (const list of lists) {
    yield list;
    if ((taken += 1) % 50 === 0) await new Promise((next) => setImmediate(next));
  }
}

/** Tells how far a load is, and hears that it shall stop. */
class LoadProgress {
  readonly stop = new AbortController();
  total = 0;
  done = 0;

  constructor(
    private readonly operations: OperationsStore,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly id: string,
    signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.stop.abort(), { once: true });
  }

  get stopped(): boolean {
    return this.stop.signal.aborted;
  }

  async report(done: number): Promise<void> {
    this.done = done;
    const goOn = await this.operations.progress(this.database, this.id, {
      done,
      total: this.total,
      at: await this.clock.now(),
    });
    if (!goOn) this.stop.abort();
  }
}
