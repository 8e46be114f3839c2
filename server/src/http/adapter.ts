import { FastifyAdapter } from '@nestjs/platform-fastify';
import { INGESTION_LIMITS } from '@sojourn/api';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { ingestionCors } from './cors.js';
import { unzipped } from './gzip.js';
import { parseJson } from './json.js';
import { Problem } from './problem.js';
import { securityHeaders } from './security-headers.js';

/** The longest request of each kind, in bytes. */
export function bodyLimit(path: string): number {
  if (path.startsWith('/v1/')) return INGESTION_LIMITS.requestBytes;
  if (path.startsWith('/api/workspaces/:workspace/journeys')) return 1_500_000;
  return 256_000;
}

/** Fastify as we use it: our own JSON reader, limits per route, slow senders cut off, headers on every answer. */
export function createAdapter(config: Pick<Config, 'trustProxy' | 'publicUrl'>): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    // A request has so long to arrive; nobody holds a socket by sending a byte now and then.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    bodyLimit: 256_000,
    exposeHeadRoutes: false,
    logger: false,
    genReqId: newRequestId,
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
  });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    parse(body, done),
  );
  // Browsers send events as text/plain, which needs no question beforehand (CORS). No form may pass for JSON elsewhere.
  server.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isIngestion(request)) parse(body, done);
    else done(new Problem(415, 'Send JSON with the header Content-Type: application/json.'));
  });
  server.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimit(route.url);
  });
  server.addHook('preParsing', unzipped);
  server.addHook('onRequest', ingestionCors);
  server.addHook('onRequest', securityHeaders(config.publicUrl?.startsWith('https:') ?? false));
  return adapter;
}

export function isIngestion(request: FastifyRequest): boolean {
  return request.routeOptions.url?.startsWith('/v1/') ?? false;
}

function parse(body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, parseJson(body));
  } catch (error) {
    done(error as Error);
  }
}

let requests = 0;
const started = Date.now().toString(36);
function newRequestId(): string {
  requests += 1;
  return `${started}-${requests.toString(36)}`;
}
