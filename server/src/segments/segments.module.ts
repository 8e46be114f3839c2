import { Module } from '@nestjs/common';
import { FactBackfill } from '../engine/fact-backfill.js';
import { LayeringsService } from './layerings.service.js';
import { ScoresService } from './scores.service.js';
import { SegmentsController } from './segments.controller.js';
import { SegmentsService } from './segments.service.js';

@Module({
  controllers: [SegmentsController],
  providers: [FactBackfill, SegmentsService, LayeringsService, ScoresService],
})
export class SegmentsModule {}
