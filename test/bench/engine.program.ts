import { RunningEngine } from '../../server/src/engine/running-engine.js';
import { PostgresQueue } from '../../server/src/queue/postgres.queue.js';
import { serve } from './program.js';

/** An engine alone in its process, as `SOJOURN_ROLE=engine` runs it, that can be started and stopped again while it stays warm. */
let running: { engine: RunningEngine; queue: PostgresQueue } | undefined;

serve({
  async start(databaseUrl: string) {
    const queue = new PostgresQueue(databaseUrl);
    await queue.start();
    const engine = new RunningEngine({
      databaseUrl,
      queue,
      roles: ['engine'],
      channels: new Map(),
      unsubscribeUrl: () => '',
      worker: 'bench',
      onFault: (what, cause) => console.error(what, cause),
    });
    running = { engine, queue };
    await engine.start();
  },
  async stop() {
    await running?.engine.stop();
    await running?.queue.stop();
    running = undefined;
  },
  /** CPU seconds since the process began. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
});
