import { writeFile } from 'node:fs/promises';
import { MapFault, type ImportKind } from '../imports/column-map.js';
import { openImportFile } from '../imports/import-file.js';
import type { BadRow } from '../imports/import-row.js';
import { ImportRefusal, runImport, type ImportProgress, type ImportResult } from '../imports/run-import.js';
import { Database } from '../store/database.js';
import { OperationsStore } from '../store/operations.store.js';
import { InputFault, UsageFault, type Terminal } from './command.js';
import { openInstallation, workspaceOf, type Installation } from './installation.js';

/** Bad rows named one by one; `--rejected` names them all. */
const NAMED = 100;
const TELL_EVERY_MS = 1_000;

/** The options of `sojourn import`, checked. */
export interface ImportOptions {
  kind: ImportKind;
  map: string;
  event?: string;
  zone?: string;
  workspace?: string;
  encoding?: string;
  rejected?: string;
  again: boolean;
}

/** Imports a file into this installation; returns the exit code. */
export async function importFile(path: string, values: ImportOptions, terminal: Terminal): Promise<number> {
  const installation = await openInstallation((text) => terminal.err(text));
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    return await importInto(installation, path, values, terminal, stop);
  } catch (error) {
    if (error instanceof MapFault) throw new UsageFault(error.message);
    if (error instanceof ImportRefusal) throw new InputFault(error.message);
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
    await installation.close();
  }
}

async function importInto(
  installation: Installation,
  path: string,
  values: ImportOptions,
  terminal: Terminal,
  stop: AbortController,
): Promise<number> {
  const { app, clock } = installation;
  const { id: workspace } = await workspaceOf(installation, values.workspace);
  const [database, operations] = [app.get(Database), app.get(OperationsStore)];
  const bad: BadRow[] = [];
  const onBadRow = (row: BadRow) => {
    bad.push(row);
    if (bad.length <= NAMED) terminal.err(lineOf(row, terminal));
  };
  const tell = throttled((text: string) => terminal.err(text));
  const onRead = (bytes: number, of: number) => tell(wordsOf(terminal).reading(Math.round((100 * bytes) / of)));
  const file = await openImportFile(path, { ...values, now: await clock.now(), onBadRow, onRead, signal: stop.signal });
  const before = values.again ? undefined : await operations.lastDone(workspace, 'import', { file: file.key });
  if (before !== undefined) {
    terminal.out(wordsOf(terminal).known(new Date(before.at).toISOString()));
    return 0;
  }

  const detail = { file: file.key, name: path, kind: values.kind };
  const operation = await operations.add(database, {
    workspaceId: workspace,
    kind: 'import',
    detail,
    at: await clock.now(),
  });
  const onProgress = async (progress: ImportProgress) => {
    tell(wordsOf(terminal).queueing(progress));
    const done = progress.queued + progress.duplicates + progress.erased;
    if (!(await operations.progress(database, operation, { done, total: progress.total, at: await clock.now() })))
      stop.abort();
  };
  const job = {
    workspace,
    kind: values.kind,
    fileKey: file.key,
    rows: file.rows,
    now: () => clock.now(),
    signal: stop.signal,
    onProgress,
    makeRoom: installation.play,
  };
  let result: ImportResult;
  try {
    result = await runImport(database, job);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    await operations.end(database, operation, { state: 'failed', problem, at: await clock.now() });
    throw error;
  }
  await installation.play?.();
  const { cancelled, ...counts } = result;
  await operations.end(database, operation, {
    state: cancelled ? 'cancelled' : 'done',
    detail: { ...counts, bad: bad.length },
    at: await clock.now(),
  });
  // Whoever began this file before us has ended without a word: while they lived, we were not let in.
  for (const { id, workspaceId, detail: of } of await operations.open('import')) {
    if (workspaceId !== workspace || of.file !== file.key) continue;
    await operations.end(database, id, {
      state: 'failed',
      problem: 'The process that did it ended.',
      at: await clock.now(),
    });
  }
  if (bad.length > NAMED) terminal.err(wordsOf(terminal).more(bad.length - NAMED));
  if (values.rejected !== undefined)
    await writeFile(values.rejected, bad.map((row) => `${lineOf(row, terminal)}\n`).join(''));
  terminal.out(wordsOf(terminal).done(result, bad.length));
  return cancelled ? 130 : bad.length > 0 ? 2 : 0;
}

function throttled(say: (text: string) => void): (text: string) => void {
  let last = performance.now();
  return (text) => {
    if (performance.now() - last < TELL_EVERY_MS) return;
    last = performance.now();
    say(text);
  };
}

const lineOf = ({ line, problem }: BadRow, { language }: Terminal): string =>
  language === 'zh' ? `第 ${line} 行：${problem}` : `line ${line}: ${problem}`;

const number = (n: number): string => n.toLocaleString('en');

function wordsOf({ language }: Terminal) {
  return language === 'zh' ? CHINESE : ENGLISH;
}

const ENGLISH = {
  reading: (percent: number) => `reading: ${percent} %`,
  queueing: ({ queued, duplicates, erased, total }: ImportProgress) =>
    `queued ${number(queued + duplicates + erased)} of ${number(total)}`,
  more: (n: number) => `… and ${number(n)} more bad rows (--rejected FILE names them all)`,
  known: (at: string) => `This file was imported completely at ${at}; nothing was added. --again imports it once more.`,
  done: ({ queued, duplicates, erased, newProfiles, cancelled }: ImportResult, bad: number) =>
    `${cancelled ? 'Stopped. ' : ''}Added ${number(queued)}, known before ${number(duplicates)}, bad ${number(bad)}` +
    `${erased > 0 ? `, left out because the person was erased ${number(erased)}` : ''}; ` +
    `${number(newProfiles)} new profiles.${cancelled ? ' The same command goes on where this one stopped.' : ''}`,
};

const CHINESE: typeof ENGLISH = {
  reading: (percent) => `读取中：${percent} %`,
  queueing: ({ queued, duplicates, erased, total }) =>
    `已入队 ${number(queued + duplicates + erased)} / ${number(total)}`,
  more: (n) => `……另有 ${number(n)} 行有误（--rejected FILE 可列出全部）`,
  known: (at) => `该文件已于 ${at} 完整导入，本次未新增。如需再次导入，请加 --again。`,
  done: ({ queued, duplicates, erased, newProfiles, cancelled }, bad) =>
    `${cancelled ? '已中止。' : ''}新增 ${number(queued)}，已存在 ${number(duplicates)}，有误 ${number(bad)}` +
    `${erased > 0 ? `，因用户已被删除而略过 ${number(erased)}` : ''}；` +
    `新用户 ${number(newProfiles)}。${cancelled ? '再次执行同一命令即可继续。' : ''}`,
};
