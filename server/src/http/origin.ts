import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Forbidden, Problem } from './problem.js';

/** Which pages may act through a member's browser: ours alone. */
@Injectable()
export class SiteOrigin {
  /** `publicUrl` is our origin as browsers know it, where a proxy hides it from us. */
  constructor(private readonly publicUrl?: string) {}

  /** Whether cookies may be marked for https only. */
  isSecure(request: FastifyRequest): boolean {
    return request.protocol === 'https' || (this.publicUrl?.startsWith('https:') ?? false);
  }

  /**
   * Refuses a change that another site's page asks for. With a session it must say where it comes from, and its body
   * must be JSON, which no form can send. A program that signs in for the first time has no Origin.
   */
  refuseForeign(request: FastifyRequest, withSession: boolean): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { origin, 'sec-fetch-site': site, 'content-type': type } = request.headers;
    const own =
      origin === undefined
        ? site === 'same-origin' || (site === undefined && !withSession)
        : this.isOwn(request, origin);
    if (!own)
      throw new Forbidden('This came from another site.', 'Send the header Origin with the address of this server.');
    if (type !== undefined && !/^application\/json\b/i.test(type)) {
      throw new Problem(415, 'Send JSON with the header Content-Type: application/json.');
    }
  }

  private isOwn(request: FastifyRequest, origin: string): boolean {
    if (origin === this.publicUrl) return true;
    try {
      const { host, protocol } = new URL(origin);
      return host === request.host && /^https?:$/.test(protocol);
    } catch {
      return false;
    }
  }
}
