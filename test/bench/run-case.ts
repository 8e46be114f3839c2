import { freshDatabase } from '../support/database.js';
import type { BenchCase, BenchSetting } from './bench-case.js';
import { table, type Row } from './table.js';

/** Runs a case on a database of its own. */
export async function runCase({ run }: BenchCase, setting: Omit<BenchSetting, 'url'>): Promise<Record<string, Row>> {
  const database = await freshDatabase();
  try {
    return table(await run({ ...setting, url: database.url }));
  } finally {
    await database.drop();
  }
}
