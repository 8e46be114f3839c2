import { Module } from '@nestjs/common';
import { AttributeTypes } from './attribute-types.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { Forgetter } from './forgetter.js';
import { Intake } from './intake.js';
import { WriteKeys } from './write-keys.js';

@Module({
  controllers: [EventsController],
  providers: [AttributeTypes, EventsService, Forgetter, Intake, WriteKeys],
  exports: [Intake],
})
export class EventsModule {}
