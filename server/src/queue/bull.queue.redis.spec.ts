import { afterAll, beforeAll } from '@jest/globals';
import Bull from 'bull';
import { startRedis, type TestRedis } from '../../../test/support/redis.js';
import { bullName, BullQueue } from './bull.queue.js';
import { queueConformance } from './conformance.js';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const options = { redis: { maxRetriesPerRequest: 1, enableReadyCheck: false } };

queueConformance('Bull', () => ({
  make: () => {
    const queue = (worker: 'engine' | 'sender') => new Bull(bullName(worker), redis.url, options);
    return new BullQueue({ engine: queue('engine'), sender: queue('sender') }, ['engine', 'sender']);
  },
  without: async (work) => {
    await redis.kill();
    await work();
    await redis.restart();
  },
}));
