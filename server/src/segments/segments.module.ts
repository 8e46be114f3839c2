import { Module } from '@nestjs/common';
import { LayeringsService } from './layerings.service.js';
import { ScoresService } from './scores.service.js';
import { SegmentsController } from './segments.controller.js';
import { SegmentsService } from './segments.service.js';

@Module({
  controllers: [SegmentsController],
  providers: [SegmentsService, LayeringsService, ScoresService],
})
export class SegmentsModule {}
