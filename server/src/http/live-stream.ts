import { Injectable, type MessageEvent } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, filter, interval, map, merge, mergeMap, share, takeUntil } from 'rxjs';
import { Clock } from '../store/clock.js';
import { KeysStore } from '../store/keys.store.js';
import { SessionsStore } from '../store/sessions.store.js';

/** Streams to the console live as long as the session or key they were opened with, and not a heartbeat longer. */
@Injectable()
export class LiveStream {
  /** How often a stream shows that it lives, and looks whether its reader may still read, in milliseconds. */
  heartbeat = 15_000;

  constructor(
    private readonly clock: Clock,
    private readonly sessions: SessionsStore,
    private readonly keys: KeysStore,
  ) {}

  /** The events as they come, a `heartbeat` between them, and the end with the session. */
  of(request: FastifyRequest, events: Observable<MessageEvent>): Observable<MessageEvent> {
    const beats = interval(this.heartbeat).pipe(
      mergeMap(() => this.mayRead(request)),
      share(),
    );
    const ended = beats.pipe(filter((allowed) => !allowed));
    const alive = beats.pipe(map((): MessageEvent => ({ type: 'heartbeat', data: {} })));
    return merge(events, alive).pipe(takeUntil(ended));
  }

  private async mayRead({ caller, signedIn, headers }: FastifyRequest): Promise<boolean> {
    try {
      const now = await this.clock.now();
      if (signedIn)
        return (await this.sessions.find(signedIn.session, caller?.workspace, now))?.workspace?.role === caller?.role;
      const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
      return bearer !== undefined && (await this.keys.find(bearer, now)) !== undefined;
    } catch {
      // Without the database nobody can tell; the stream carries no news meanwhile either.
      return true;
    }
  }
}
