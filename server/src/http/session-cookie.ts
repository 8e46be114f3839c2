import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'sojourn_session';

/** `__Host-` binds a cookie to https and to this very host; browsers refuse the prefix on plain http. */
export function writeSession(reply: FastifyReply, id: string, secure: boolean): void {
  void reply.header('set-cookie', cookie(id, secure, 7 * 24 * 3_600));
}

export function clearSession(reply: FastifyReply, secure: boolean): void {
  void reply.header('set-cookie', cookie('', secure, 0));
}

/** The session id a request carries, if it looks like one of ours. */
export function readSession(request: FastifyRequest): string | undefined {
  const found = /(?:^|;\s*)(?:__Host-)?sojourn_session=([A-Za-z0-9_-]{43})(?:;|$)/.exec(request.headers.cookie ?? '');
  return found?.[1];
}

function cookie(id: string, secure: boolean, maxAge: number): string {
  const name = secure ? `__Host-${NAME}` : NAME;
  return `${name}=${id}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
