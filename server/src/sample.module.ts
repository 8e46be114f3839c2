import { Injectable, Module } from '@nestjs/common';
import { EventsModule } from './events/events.module.js';
import { Intake } from './events/intake.js';
import { readItem } from './events/item.js';
import { Ingestion, type TrickledCall } from './sample/ingestion.js';
import { SampleController } from './sample/sample.controller.js';
import { SampleBeat } from './sample/sample-beat.js';
import { SampleLoader } from './sample/sample-loader.js';
import { SampleService } from './sample/sample.service.js';
import { Trickle } from './sample/trickle.js';

/** The sample's events go the way of all events, behind the door of HTTP. */
@Injectable()
class IntakeIngestion extends Ingestion {
  constructor(private readonly intake: Intake) {
    super();
  }

  async accept(workspaceId: number, calls: readonly TrickledCall[]): Promise<void> {
    const items = calls.map((call) => {
      const reading = readItem(call, undefined);
      if ('item' in reading) return reading.item;
      throw new Error(`The sample made a call that cannot be read: ${JSON.stringify(reading.problems)}`);
    });
    await this.intake.accept(workspaceId, items);
  }
}

/** The sample shop. It stands here because it joins two features: the sample and ingestion. */
@Module({
  imports: [EventsModule],
  controllers: [SampleController],
  providers: [SampleBeat, SampleLoader, SampleService, Trickle, { provide: Ingestion, useClass: IntakeIngestion }],
})
export class SampleModule {}
