import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { JourneysService } from './journeys.service.js';

/**
 * Refuses streams about journeys that do not exist before they begin: once a stream has begun, an error can only be
 * told within it, as an event.
 */
@Injectable()
export class KnownJourney implements CanActivate {
  constructor(private readonly journeys: JourneysService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { journey: string } }>>();
    await this.journeys.versionToShow(caller!, params.journey, undefined);
    return true;
  }
}
