import { createGunzip } from 'node:zlib';
import type { preParsingAsyncHookHandler } from 'fastify';
import { Problem } from './problem.js';

/**
 * Reads compressed bodies. Fastify holds the route's limit against what comes out, so a small request cannot become a
 * big one, and answers 400 to a damaged one.
 */
export const unzipped: preParsingAsyncHookHandler = async (request, _reply, payload) => {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return payload;
  if (encoding !== 'gzip') throw new Problem(415, 'Send the body as it is, or with Content-Encoding: gzip.');
  const plain = createGunzip();
  payload.once('error', (error: Error) => plain.destroy(error));
  payload.once('close', () => payload.readableEnded || plain.destroy());
  // Content-Length counts compressed bytes; Fastify would compare it with what comes out.
  delete request.headers['content-length'];
  return payload.pipe(plain);
};
