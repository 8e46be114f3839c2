import type { onRequestHookHandler } from 'fastify';

/**
 * Lets pages of any site send events: the write key says whose they are, and no cookie is ever looked at or allowed
 * along. Nothing else of the server answers another site.
 */
export const ingestionCors: onRequestHookHandler = (request, reply, done) => {
  if (!request.url.startsWith('/v1/')) return done();
  void reply.header('access-control-allow-origin', '*');
  if (request.method !== 'OPTIONS') return done();
  void reply
    .headers({
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, content-encoding',
      'access-control-max-age': '86400',
    })
    .status(204)
    .send();
};
