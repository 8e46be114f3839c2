import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Route } from '@sojourn/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, catchError, from, mergeMap, of } from 'rxjs';
import { canonical } from '../store/audit.store.js';
import { Clock } from '../store/clock.js';
import { type KeyedRequest, RepeatsStore } from '../store/repeats.store.js';
import { Conflict, Malformed, Refused } from './problem.js';
import { declaredOf } from './serve.js';

/**
 * Lets a POST be sent again without being done again: with the header Idempotency-Key, a repetition within a day gets
 * the first one's answer. Answers that hold a key or a password are not kept; their repetition is refused.
 */
@Injectable()
export class RepeatsInterceptor implements NestInterceptor {
  constructor(
    private readonly repeats: RepeatsStore,
    private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const declared = declaredOf(context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (
      key === undefined ||
      !request.caller ||
      !declared ||
      !('route' in declared) ||
      declared.route.method !== 'POST'
    ) {
      return next.handle();
    }
    const keyed = keyedRequest(request, declared.route, key);
    const known = await this.repeats.begin(keyed, await this.clock.now());
    switch (known.state) {
      case 'other':
        throw new Refused('This Idempotency-Key was sent with another request before. Use a new one.');
      case 'running':
        throw new Conflict('The same request is being worked on. Ask again in a moment.');
      case 'done':
        if (isSecret(declared.route)) throw new Conflict('This was done already. What it answered is shown only once.');
        void http.getResponse<FastifyReply>().header('idempotent-replayed', 'true');
        return of(known.reply ?? undefined);
      case 'new':
        return next.handle().pipe(
          mergeMap(async (reply: unknown) => {
            await this.repeats.end(keyed, isSecret(declared.route) ? null : reply);
            return reply;
          }),
          catchError((error: unknown) => from(this.giveUp(keyed, error))),
        );
    }
  }

  private async giveUp(keyed: KeyedRequest, error: unknown): Promise<never> {
    await this.repeats.forget(keyed).catch(() => undefined);
    throw error;
  }
}

function keyedRequest({ caller, params, body }: FastifyRequest, route: Route, key: string | string[]): KeyedRequest {
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Malformed('An Idempotency-Key has 1 to 200 visible characters.');
  const content = createHash('sha256')
    .update(canonical([params, body ?? null]))
    .digest();
  return { sender: `${caller!.kind}:${caller!.id}`, key, route: `${route.method} ${route.path}`, content };
}

function isSecret({ permission }: Route): boolean {
  return permission === 'key.manage' || permission === 'member.manage';
}
