import { Body, Controller, Param, Query, Req, UseGuards, type MessageEvent } from '@nestjs/common';
import {
  journeysApi,
  type ChangesReply,
  type CountsReply,
  type JourneyReply,
  type JourneySummary,
  type MovedReply,
  type Overdue,
  type OverdueReply,
  type PublishReply,
  type VersionReply,
} from '@sojourn/api';
import type { Journey, Problem } from '@sojourn/journey';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Who, type Caller } from '../http/caller.js';
import { LiveStream } from '../http/live-stream.js';
import { Serve, ServeEvents } from '../http/serve.js';
import { JourneysService } from './journeys.service.js';
import { KnownJourney } from './known-journey.guard.js';
import { LiveCounts } from './live-counts.js';
import { MigrationService } from './migration.service.js';
import { MovesService } from './moves.service.js';
import { PublishingService, type Choices } from './publishing.service.js';

@Controller()
export class JourneysController {
  constructor(
    private readonly journeys: JourneysService,
    private readonly publishing: PublishingService,
    private readonly migrations: MigrationService,
    private readonly moves: MovesService,
    private readonly counts: LiveCounts,
    private readonly streams: LiveStream,
  ) {}

  @Serve(journeysApi.list)
  list(@Who() who: Caller): Promise<JourneySummary[]> {
    return this.journeys.list(who);
  }

  @Serve(journeysApi.create)
  create(@Who() who: Caller, @Body() { journey }: { journey: Journey }): Promise<JourneyReply> {
    return this.journeys.create(who, journey);
  }

  @Serve(journeysApi.get)
  get(@Who() who: Caller, @Param('journey') id: string): Promise<JourneyReply> {
    return this.journeys.get(who, id);
  }

  @Serve(journeysApi.saveDraft)
  saveDraft(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Body() { journey, revision }: { journey: Journey; revision: number },
  ): Promise<{ revision: number; problems: Problem[] }> {
    return this.journeys.saveDraft(who, id, journey, revision);
  }

  @Serve(journeysApi.publish)
  publish(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Body() { revision, note, ...choices }: { revision: number; note: string } & Choices,
  ): Promise<PublishReply> {
    return this.publishing.publish(who, id, revision, note, choices);
  }

  @Serve(journeysApi.changes)
  changes(@Who() who: Caller, @Param('journey') id: string): Promise<ChangesReply> {
    return this.migrations.changes(who, id);
  }

  @Serve(journeysApi.pause)
  pause(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Body() { timers }: { timers: 'run' | 'freeze' },
  ): Promise<MovedReply> {
    return this.moves.move(who, id, 'pause', { timers });
  }

  @Serve(journeysApi.overdue)
  overdue(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Query() { olderThan }: { olderThan?: string },
  ): Promise<OverdueReply> {
    return this.moves.overdue(who, id, olderThan);
  }

  @Serve(journeysApi.resume)
  resume(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Body() { overdue }: { overdue: Overdue },
  ): Promise<MovedReply> {
    return this.moves.move(who, id, 'resume', { overdue });
  }

  @Serve(journeysApi.drain)
  drain(@Who() who: Caller, @Param('journey') id: string): Promise<MovedReply> {
    return this.moves.move(who, id, 'drain');
  }

  @Serve(journeysApi.stop)
  stop(@Who() who: Caller, @Param('journey') id: string): Promise<MovedReply> {
    return this.moves.move(who, id, 'stop');
  }

  @Serve(journeysApi.archive)
  archive(@Who() who: Caller, @Param('journey') id: string): Promise<MovedReply> {
    return this.moves.move(who, id, 'archive');
  }

  @Serve(journeysApi.duplicate)
  duplicate(@Who() who: Caller, @Param('journey') id: string): Promise<JourneyReply> {
    return this.journeys.duplicate(who, id);
  }

  @Serve(journeysApi.versions)
  versions(@Who() who: Caller, @Param('journey') id: string): Promise<VersionReply[]> {
    return this.journeys.versions(who, id);
  }

  @Serve(journeysApi.version)
  version(@Who() who: Caller, @Param('journey') id: string, @Param('version') version: string): Promise<VersionReply> {
    return this.journeys.version(who, id, Number(version));
  }

  @Serve(journeysApi.counts)
  async readCounts(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Query() { version }: { version?: number },
  ): Promise<CountsReply> {
    return this.counts.read(who.workspaceId, id, await this.journeys.versionToShow(who, id, version));
  }

  @ServeEvents(journeysApi.live)
  @UseGuards(KnownJourney)
  async live(
    @Who() who: Caller,
    @Req() request: FastifyRequest,
    @Param('journey') id: string,
    @Query() { version }: { version?: number },
  ): Promise<Observable<MessageEvent>> {
    const shown = await this.journeys.versionToShow(who, id, version);
    const counts = this.counts
      .watch(who.workspaceId, id, shown)
      .pipe(map((data): MessageEvent => ({ type: 'counts', data })));
    return this.streams.of(request, counts);
  }
}
