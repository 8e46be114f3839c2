import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Open streams of server-sent events. They never end by themselves, so the server ends them when it closes. */
export class EventStreams {
  private readonly open = new Set<ServerResponse>();
  private closing = false;

  constructor(server: FastifyInstance) {
    server.addHook('onRequest', (request, reply, done) => {
      if (/\btext\/event-stream\b/.test(request.headers.accept ?? '')) {
        if (this.closing) return void reply.status(503).send();
        this.open.add(reply.raw);
        reply.raw.once('close', () => this.open.delete(reply.raw));
      }
      done();
    });
  }

  /** Browsers connect again by themselves, then to the server that follows. */
  endAll(): void {
    this.closing = true;
    for (const response of this.open) response.destroy();
  }
}
