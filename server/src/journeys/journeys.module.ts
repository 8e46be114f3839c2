import { Module } from '@nestjs/common';
import { JourneysController } from './journeys.controller.js';
import { JourneysService } from './journeys.service.js';
import { LiveCounts } from './live-counts.js';
import { MigrationService } from './migration.service.js';
import { MovesService } from './moves.service.js';
import { PublishingService } from './publishing.service.js';

@Module({
  controllers: [JourneysController],
  providers: [JourneysService, LiveCounts, MigrationService, MovesService, PublishingService],
})
export class JourneysModule {}
