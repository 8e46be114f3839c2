import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { ensureTemplate } from './template.js';

/** The program that owns the test Postgres: `<folder> <pid of the run>`. It ends, and tidies up, when that run is gone. */
const [folder = '', run = ''] = process.argv.slice(2);

// Nothing here must survive a power cut, so nothing waits for the disk.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  // How late something was done is told by when it was committed.
  track_commit_timestamp: 'on',
};

try {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings });
  const end = async () => {
    clearInterval(watch);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  const watch = setInterval(() => isAlive(Number(run)) || void end(), 300);
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => undefined);
  await ensureTemplate(postgres.url);
  console.log(`ready ${postgres.url}`);
} catch (error) {
  console.error(error);
  process.exit(1);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
