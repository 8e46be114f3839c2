import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** One line a request: which route, never which address, since addresses hold ids and searches of people. */
export function logRequests(server: FastifyInstance, log: Logger): void {
  server.addHook('onResponse', (request, reply, done) => {
    const { method, id } = request;
    const line = {
      request: id,
      method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    if (reply.statusCode >= 500) log.warn(line, 'answered');
    else log.debug(line, 'answered');
    done();
  });
}
