import { Module } from '@nestjs/common';
import { FactBackfill } from '../engine/fact-backfill.js';
import { DoorsService } from './doors.service.js';
import { EntrantsService } from './entrants.service.js';
import { EntriesController } from './entries.controller.js';
import { EntriesService } from './entries.service.js';
import { JourneysController } from './journeys.controller.js';
import { JourneysService } from './journeys.service.js';
import { LiveCounts } from './live-counts.js';
import { MigrationService } from './migration.service.js';
import { MovesService } from './moves.service.js';
import { PublishingService } from './publishing.service.js';

@Module({
  controllers: [EntriesController, JourneysController],
  providers: [
    DoorsService,
    EntrantsService,
    EntriesService,
    FactBackfill,
    JourneysService,
    LiveCounts,
    MigrationService,
    MovesService,
    PublishingService,
  ],
})
export class JourneysModule {}
