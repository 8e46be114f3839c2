import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../http/problem.js';
import { Secret } from '../secret.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeTokens } from './unsubscribe-token.js';

/** What forms send, and mail programs with their one click. */
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** The way out of mails. Whoever puts the server together provides `ConsentCommands` for all modules. */
@Module({
  controllers: [UnsubscribeController],
  providers: [
    { provide: UnsubscribeTokens, useFactory: (secret: Secret) => unsubscribeTokens(secret), inject: [Secret] },
  ],
})
export class UnsubscribeModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // Nowhere else may a form pass for a request: other sites' pages can send forms.
    fastify.addContentTypeParser(FORMS, { parseAs: 'string', bodyLimit: 10_000 }, (request, _body, done) => {
      if (request.routeOptions.url === '/u/:token') done(null);
      else done(new Problem(415, 'Send JSON with the header Content-Type: application/json.'));
    });
  }
}

/** The tokens of this installation: senders issue them, the page reads them. */
export function unsubscribeTokens(secret: Secret): UnsubscribeTokens {
  return new UnsubscribeTokens(secret.key('unsubscribe links'));
}
