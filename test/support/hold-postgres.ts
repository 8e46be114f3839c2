import { startEmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';

/**
 * A program for the tests to start, signal and kill: holds an embedded Postgres on the directory it is given,
 * says `ready {"url", "pid"}` on a line, and stops it in order on SIGTERM.
 */
const [dataDir = ''] = process.argv.slice(2);
try {
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', shared_buffers: '16MB' } });
  const stay = setInterval(() => undefined, 1_000);
  process.on('SIGTERM', () => {
    // From here on only the stop itself keeps this process alive, as at the end of a server.
    clearInterval(stay);
    void postgres.stop().then(() => process.exit(0));
  });
  console.log(`ready ${JSON.stringify({ url: postgres.url, pid: postgres.pid })}`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
