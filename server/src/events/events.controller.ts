import { Body, Controller, Req } from '@nestjs/common';
import type { IngestionReply } from '@sojourn/api';
import type { FastifyRequest } from 'fastify';
import { Open } from '../http/serve.js';
import { EventsService } from './events.service.js';

const OWN_KEY = 'needs a write key, which it checks itself';

/** What Segment's clients post to; their browser client uses the one-letter paths. */
@Controller()
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Open('POST', ['/v1/track', '/v1/t'], OWN_KEY)
  track(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.one(request, body, 'track');
  }

  @Open('POST', ['/v1/identify', '/v1/i'], OWN_KEY)
  identify(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.one(request, body, 'identify');
  }

  @Open('POST', ['/v1/page', '/v1/p'], OWN_KEY)
  page(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.one(request, body, 'page');
  }

  @Open('POST', ['/v1/screen', '/v1/s'], OWN_KEY)
  screen(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.one(request, body, 'screen');
  }

  @Open('POST', ['/v1/group', '/v1/g'], OWN_KEY)
  group(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.one(request, body, 'group');
  }

  @Open('POST', ['/v1/alias', '/v1/a'], OWN_KEY)
  alias(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.one(request, body, 'alias');
  }

  @Open('POST', ['/v1/batch', '/v1/b'], OWN_KEY)
  batch(@Req() request: FastifyRequest, @Body() body: unknown): Promise<IngestionReply> {
    return this.events.batch(request, body);
  }
}
