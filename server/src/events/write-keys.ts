import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { Clock } from '../store/clock.js';
import { Forbidden, NotSignedIn, TooMany } from '../http/problem.js';
import { RateLimit } from '../http/rate-limit.js';
import { CONFIG } from '../settings.module.js';
import { type FoundKey, KeysStore } from '../store/keys.store.js';
import { LeastRecent } from '../store/least-recent.js';

/** A key that is revoked works no longer than this anywhere (five seconds are promised). */
const REMEMBERED = 2_000;

/** Who may send events: the write key of a request, looked up at most every two seconds. */
@Injectable()
export class WriteKeys {
  private readonly known = new LeastRecent<{ found: Promise<FoundKey | undefined>; until: number }>(10_000);
  private readonly rates: RateLimit;

  constructor(
    private readonly keys: KeysStore,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.rates = new RateLimit(config.ingestRate, config.ingestRate * 10);
  }

  /** The workspace that the request's key sends to. Clients send it as basic-auth user; browsers put it into the body. */
  async workspaceOf(request: FastifyRequest, body: unknown): Promise<FoundKey> {
    const key = basicUser(request.headers.authorization) ?? bodyKey(body);
    if (key === undefined || key === '' || key.length > 200)
      throw new NotSignedIn('Send your write key as the user of basic authorization, or as "writeKey".');
    const found = await this.find(key);
    if (!found) throw new NotSignedIn('This write key is not valid, or was revoked.');
    if (!found.scopes.includes('ingest'))
      throw new Forbidden('This key may not send events.', 'It needs the scope "ingest".');
    return found;
  }

  /** Counts events against the key's rate. */
  take(key: FoundKey, events: number): void {
    const wait = this.rates.take(key.id, events);
    if (wait > 0) throw new TooMany('This key sends more events than it may. Wait, then send them again.', wait);
  }

  private find(key: string): Promise<FoundKey | undefined> {
    const now = performance.now();
    const known = this.known.get(key);
    if (known && known.until > now) return known.found;
    const found = this.lookUp(key);
    this.known.set(key, { found, until: now + REMEMBERED });
    // An error is nobody's answer.
    found.catch(() => this.known.delete(key));
    return found;
  }

  private async lookUp(key: string): Promise<FoundKey | undefined> {
    const now = await this.clock.now();
    const found = await this.keys.find(key, now);
    if (found) await this.keys.touch(found.id, now);
    return found;
  }
}

function basicUser(header: string | undefined): string | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0];
}

function bodyKey(body: unknown): string | undefined {
  const key = typeof body === 'object' && body !== null ? (body as { writeKey?: unknown }).writeKey : undefined;
  return typeof key === 'string' ? key : undefined;
}
