import type { NodeType } from '@sojourn/journey';
import { nodes, registryOf } from '@sojourn/nodes';
import { z } from 'zod';
import { playOnTrial } from '../../server/src/engine/on-trial.js';
import { RunningEngine } from '../../server/src/engine/running-engine.js';
import { PostgresQueue } from '../../server/src/queue/postgres.queue.js';

/** An engine with a node that no process survives: `node test/faults/deadly-engine.ts <database url>`. */
const deadly: NodeType = {
  type: 'deadly',
  revision: 1,
  group: 'action',
  icon: 'skull',
  title: { en: 'Deadly', zh: '致命' },
  about: { en: 'Kills the process.', zh: '使进程终止。' },
  settings: z.strictObject({}),
  ports: () => [{ id: 'next', label: { en: 'Next', zh: '下一步' } }],
  sentence: () => ({ en: 'Deadly', zh: '致命' }),
  prepare: () => ({
    visit: ({ facts }) => {
      if (facts.entry('deadly') === true) process.kill(process.pid, 'SIGKILL');
      return { do: 'leave', port: 'next' };
    },
  }),
};

const registry = registryOf([...nodes.values(), deadly]);
// Tried out in a child, it plays with the same node.
if (process.send) await playOnTrial(registry);
else await play();

async function play(): Promise<void> {
  const [databaseUrl = ''] = process.argv.slice(2);
  const queue = new PostgresQueue(databaseUrl);
  await queue.start();
  const engine = new RunningEngine({
    databaseUrl,
    roles: ['engine', 'sender'],
    channels: new Map(),
    unsubscribeUrl: () => '',
    worker: `deadly ${process.pid}`,
    queue,
    registry,
    trial: new URL(import.meta.url),
    onFault: (what) => console.log(`fault: ${what}`),
  });
  await engine.start();
  console.log('plays');
  process.on('SIGTERM', () => {
    void engine.stop().then(() => queue.stop());
  });
}
