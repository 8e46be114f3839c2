import { afterAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type TestRedis, startRedis } from './redis.js';

let redis: TestRedis | undefined;
afterAll(() => redis?.stop());

describe('the Redis of the tests', () => {
  it('comes back empty at the same address after kill -9', async () => {
    redis = await startRedis();
    expect(await say(redis.url, 'set')).toBe('OK');
    await redis.kill();
    await redis.restart();
    expect(await say(redis.url, 'get')).toBeNull();
  });
});

async function say(url: string, command: 'set' | 'get'): Promise<string | null> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  try {
    return await (command === 'set' ? client.set('key', '1') : client.get('key'));
  } finally {
    client.disconnect();
  }
}
