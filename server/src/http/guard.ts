import { createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Permission, type Role, type Route, may } from '@sojourn/api';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../store/clock.js';
import { KeysStore, type Scope } from '../store/keys.store.js';
import { SessionsStore } from '../store/sessions.store.js';
import { addressPrefix } from './caller.js';
import { SiteOrigin } from './origin.js';
import { checkParameters, isParameter } from './parameters.js';
import { Forbidden, NotFound, NotSignedIn, TooMany } from './problem.js';
import { RateLimit } from './rate-limit.js';
import { declaredOf } from './serve.js';
import { readSession } from './session-cookie.js';

/** What a key's widest scope lets it do on the console's routes. A key for ingestion alone may do nothing there. */
const ROLE_OF_SCOPE: [Scope, Role][] = [
  ['admin', 'admin'],
  ['write', 'operator'],
  ['read', 'viewer'],
];

/** Lets nobody through whom the contract's permission table does not: every route, by default. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly keys: KeysStore,
    private readonly clock: Clock,
    private readonly site: SiteOrigin,
    private readonly rates: RateLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declared = declaredOf(context.getHandler());
    if (!declared) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no route.`);
    if ('open' in declared) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { route } = declared;
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) this.site.refuseForeign(request, route.permission !== 'open');
    if (route.permission === 'open') return true;
    if (bearer === undefined) await this.admitMember(request, route);
    else await this.admitKey(request, route, bearer);
    checkParameters(request.params as Record<string, string>);
    return true;
  }

  private async admitMember(request: FastifyRequest, route: Route): Promise<void> {
    const id = readSession(request);
    if (id === undefined) throw new NotSignedIn();
    const hash = createHash('sha256').update(id).digest();
    const now = await this.clock.now();
    const given = (request.params as Record<string, string | undefined>).workspace;
    // A key that cannot be one is asked for all the same, as one that nobody has.
    const key = given !== undefined && !isParameter('workspace', given) ? '' : given;
    const session = await this.sessions.find(hash, key, now);
    if (!session) throw new NotSignedIn();
    if (now - session.seenAt > 60_000) await this.sessions.touch(hash, now, session.workspace?.id);
    const actor = {
      kind: 'member' as const,
      id: session.memberId,
      name: session.name,
      from: addressPrefix(request.ip),
    };
    request.signedIn = { ...actor, email: session.email, session: hash };
    if (route.permission === 'member') return;
    if (!session.workspace) throw new NotFound();
    const { id: workspaceId, key: workspace, role } = session.workspace;
    this.admit(request, { ...actor, role, workspaceId, workspace, memberId: actor.id }, route.permission as Permission);
  }

  private async admitKey(request: FastifyRequest, route: Route, bearer: string): Promise<void> {
    const now = await this.clock.now();
    const key = await this.keys.find(bearer, now);
    if (!key) throw new NotSignedIn('This key is not valid, or was revoked.');
    const wait = this.rates.take(key.id);
    if (wait > 0) throw new TooMany('This key asks too often.', wait);
    await this.keys.touch(key.id, now);
    if (route.permission === 'member') throw new Forbidden('Only a signed-in member can do this.');
    if ((request.params as Record<string, string>).workspace !== key.workspace) throw new NotFound();
    const role = ROLE_OF_SCOPE.find(([scope]) => key.scopes.includes(scope))?.[1];
    if (!role) throw new Forbidden('This key is for sending events only.');
    const { id, name, workspaceId, workspace } = key;
    const actor = { kind: 'key' as const, id, name, from: addressPrefix(request.ip) };
    this.admit(request, { ...actor, role, workspaceId, workspace, memberId: null }, route.permission as Permission);
  }

  private admit(request: FastifyRequest, caller: NonNullable<FastifyRequest['caller']>, permission: Permission): void {
    if (!may(caller.role, permission)) throw new Forbidden();
    request.caller = caller;
  }
}
