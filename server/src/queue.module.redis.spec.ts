import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../../test/support/app.js';
import { startRedis, type TestRedis } from '../../test/support/redis.js';
import { BullQueue } from './queue/bull.queue.js';
import { WorkQueue } from './queue/work-queue.js';

describe('a server with REDIS_URL', () => {
  let redis: TestRedis;
  let app: TestApp;
  beforeAll(async () => {
    redis = await startRedis();
    app = await startApp({ config: { role: 'all', redisUrl: redis.url } });
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await redis?.stop();
  });

  it('wakes its workers through Bull', async () => {
    const queue = app.app.get<WorkQueue>(WorkQueue as never);
    expect(queue).toBeInstanceOf(BullQueue);
    const ear = queue.ear('engine');
    const never = new AbortController().signal;
    await ear.wait(0, never);
    const heard = ear.wait(20_000, never);
    queue.wake('engine');
    const from = performance.now();
    await heard;
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});
