import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '@sojourn/rules';
import type { Database } from '../store/database.js';
import { ImportsStore } from '../store/imports.store.js';
import type { ImportKind } from './column-map.js';
import type { ImportRow } from './import-row.js';

/**
 * While more than `full` rows wait in the inbox an import feeds none: live events go first. Profiles are queued by
 * `unit` rows at a time; each time is one transaction.
 */
export const IMPORT_LIMITS = { full: 20_000, unit: 5_000 };
const LOOK_EVERY_MS = 100;
/** As long as nothing was taken out of a full inbox before it is said that no engine runs. */
const PATIENCE_MS = 60_000;

export interface ImportJob {
  workspace: number;
  kind: ImportKind;
  /** Told apart from all other files; only one process imports it at a time. */
  fileKey: string;
  /** Rows in any order; they are sorted by profile and date before they are queued. */
  rows: AsyncIterable<readonly ImportRow[]>;
  /** Asked before each transaction: when its rows were accepted. */
  now: () => Promise<Instant>;
  signal?: AbortSignal;
  onProgress?: (progress: ImportProgress) => void | Promise<void>;
  /** Waits for room in the inbox, where the caller plays it by itself; without it somebody else does. */
  makeRoom?: () => Promise<unknown>;
  limits?: typeof IMPORT_LIMITS;
}

export interface ImportProgress {
  /** Rows of the file that are good, once all are read. */
  total: number;
  queued: number;
  duplicates: number;
  /** Rows of people who were erased; they are left out. */
  erased: number;
}

export interface ImportResult extends ImportProgress {
  newProfiles: number;
  /** True where it was stopped: what is queued stays, and a second run goes on behind it. */
  cancelled: boolean;
}

/** What keeps an import from running, in words. */
export class ImportRefusal extends Error {}

/**
 * Brings history into a workspace: sorts the rows by profile and date and feeds them to the engine through the inbox,
 * no faster than it takes them. Message ids make it safe to repeat: what came in before is counted as duplicate.
 */
export async function runImport(database: Database, job: ImportJob): Promise<ImportResult> {
  const store = await ImportsStore.open(database, job.workspace);
  const result: ImportResult = { total: 0, queued: 0, duplicates: 0, erased: 0, newProfiles: 0, cancelled: false };
  const limits = job.limits ?? IMPORT_LIMITS;
  try {
    if (!(await store.isAlone(job.fileKey)))
      throw new ImportRefusal('This file is being imported by another process right now.');
    await store.stage(counted(job.rows, (rows) => (result.total += rows)));
    for await (const unit of store.units(limits.unit)) {
      await room(store, job, limits.full);
      if (job.signal?.aborted) return { ...result, cancelled: true };
      const { rows, duplicates, erased, newProfiles } = await store.queue(unit, job.kind, await job.now());
      result.queued += rows;
      result.duplicates += duplicates;
      result.erased += erased;
      result.newProfiles += newProfiles;
      await job.onProgress?.(result);
    }
    return result;
  } catch (error) {
    // Staging ends with an error when its rows are cut off in the middle; nothing was queued yet.
    if (job.signal?.aborted && !(error instanceof ImportRefusal)) return { ...result, cancelled: true };
    throw error;
  } finally {
    store.close();
  }
}

async function* counted(
  lists: AsyncIterable<readonly ImportRow[]>,
  count: (rows: number) => void,
): AsyncGenerator<readonly ImportRow[]> {
  for await (const list of lists) {
    count(list.length);
    yield list;
  }
}

async function room(store: ImportsStore, job: ImportJob, full: number): Promise<void> {
  let least = Infinity;
  let since = performance.now();
  for (;;) {
    const waiting = await store.backlog(2 * full);
    if (waiting <= full || job.signal?.aborted) return;
    if (job.makeRoom) await job.makeRoom();
    else await pause(LOOK_EVERY_MS);
    if (waiting < least) [least, since] = [waiting, performance.now()];
    if (performance.now() - since > PATIENCE_MS) {
      throw new ImportRefusal(
        'The inbox is full and nothing takes events out of it. Start the server, then repeat this: it goes on where it was.',
      );
    }
  }
}
