import { Body, Controller, Param, Query } from '@nestjs/common';
import { enrollmentsApi, journeysApi, type EnrollmentReply, type Page, type StepReply } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { EnrollmentsService } from './enrollments.service.js';

@Controller()
export class EnrollmentsController {
  constructor(private readonly enrollments: EnrollmentsService) {}

  @Serve(journeysApi.atNode)
  atNode(
    @Who() who: Caller,
    @Param('journey') journey: string,
    @Param('node') node: string,
    @Query() { cursor }: { cursor?: string },
  ): Promise<Page<EnrollmentReply>> {
    return this.enrollments.atNode(who, journey, node, cursor);
  }

  @Serve(enrollmentsApi.get)
  get(
    @Who() who: Caller,
    @Param('enrollment') id: string,
  ): Promise<EnrollmentReply & { steps: StepReply[]; graph: Journey }> {
    return this.enrollments.get(who, id);
  }

  @Serve(enrollmentsApi.exit)
  exit(
    @Who() who: Caller,
    @Param('enrollment') id: string,
    @Body() { reason }: { reason: string },
  ): Promise<{ done: boolean; operation?: string }> {
    return this.enrollments.exit(who, id, reason);
  }
}
