import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Malformed, NotFound, Problem, Unavailable } from './problem.js';

/** Turns whatever is thrown into application/problem+json. No stack, no SQL and nothing of the request's content leaves. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // A stream that breaks off cannot take back its status.
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    const problem = problemOf(thrown);
    if (problem.status >= 500) this.log.error({ request: request.id, error: describe(thrown) }, problem.title);
    // What was not read of the request's body would be taken for the next request on this connection.
    if (problem.status === 413) void reply.header('connection', 'close');
    void reply
      .status(problem.status)
      .headers(problem.extra.headers ?? {})
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.reply(request.id)));
  }
}

/** The problem behind anything that was thrown: ours, Fastify's, Nest's, the database's. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (isLostDatabase(thrown)) return new Unavailable('The database does not answer just now. Try again in a moment.');
  const { statusCode, status } = (thrown ?? {}) as { statusCode?: unknown; status?: unknown };
  switch (statusCode ?? status) {
    case 400:
      return new Malformed('The request cannot be read.');
    case 404:
      return new NotFound();
    case 408:
      return new Problem(408, 'The request took too long to arrive.');
    case 413:
      return new Problem(413, 'The request is too long.');
    case 414:
    case 431:
      return new Problem(414, 'The address or the headers are too long.');
    case 415:
      return new Problem(415, 'Send JSON with the header Content-Type: application/json.');
    default:
      return new Problem(500, 'Something went wrong on our side.', {
        detail: 'The server has logged it under the id in "instance".',
      });
  }
}

const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08003',
  '08001',
]);

function isLostDatabase(thrown: unknown): boolean {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && LOST.has(code)) return true;
  return (
    typeof message === 'string' && /^(Connection terminated|timeout exceeded when trying to connect)/.test(message)
  );
}

/** For the log: what and where, never a statement's values. Postgres puts those into "detail", which is left out. */
export function describe(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const { code, table, constraint } = thrown as { code?: unknown; table?: unknown; constraint?: unknown };
  const stack = (thrown.stack ?? '')
    .split('\n')
    .slice(1, 8)
    .map((line) => line.trim());
  // A database error's message may quote a value ('invalid input syntax for type uuid: "…"').
  const message = typeof code === 'string' ? undefined : thrown.message.slice(0, 300);
  return { name: thrown.name, code, table, constraint, message, stack };
}
