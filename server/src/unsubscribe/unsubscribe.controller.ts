import { Controller, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Open } from '../http/serve.js';
import { ConsentCommands } from './consent-commands.js';
import { type Moment, PAGE_HEADERS, languageOf, unsubscribePage } from './unsubscribe-page.js';
import { UnsubscribeTokens } from './unsubscribe-token.js';

/** The page behind the links of mails, and what mail programs post to by themselves (RFC 8058). */
@Controller()
export class UnsubscribeController {
  constructor(
    private readonly tokens: UnsubscribeTokens,
    private readonly consents: ConsentCommands,
  ) {}

  /** Only asks: scanners of mails open every link. */
  @Open('GET', '/u/:token', 'whoever holds the signed link of a mail; it only asks')
  ask(
    @Param('token') token: string,
    @Headers('accept-language') languages: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const link = this.tokens.read(token);
    answer(reply, link ? 'ask' : 'unknown', link?.topic, languages);
  }

  /** Acts, whatever the body says: the page's button sends none, mail programs `List-Unsubscribe=One-Click`. */
  @Open('POST', '/u/:token', 'whoever holds the signed link of a mail; the signature is the permission')
  async act(
    @Param('token') token: string,
    @Headers('accept-language') languages: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = this.tokens.read(token);
    if (link) await this.consents.unsubscribe(link);
    answer(reply, link ? 'done' : 'unknown', link?.topic, languages);
  }
}

function answer(reply: FastifyReply, moment: Moment, topic: string | undefined, languages: string | undefined): void {
  void reply
    .status(moment === 'unknown' ? 404 : 200)
    .headers(PAGE_HEADERS)
    .send(unsubscribePage(moment, topic ?? '', languageOf(languages)));
}
