import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  enrollmentsApi,
  journeysApi,
  type EnrollmentReply,
  type HandAction,
  type HandSelection,
  type Page,
  type RunReply,
} from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { ByHandService } from './by-hand.service.js';
import { EnrollmentsService } from './enrollments.service.js';

@Controller()
export class EnrollmentsController {
  constructor(
    private readonly enrollments: EnrollmentsService,
    private readonly byHand: ByHandService,
  ) {}

  @Serve(journeysApi.atNode)
  atNode(
    @Who() who: Caller,
    @Param('journey') journey: string,
    @Param('node') node: string,
    @Query() { cursor }: { cursor?: string },
  ): Promise<Page<EnrollmentReply>> {
    return this.enrollments.atNode(who, journey, node, cursor);
  }

  @Serve(journeysApi.act)
  act(
    @Who() who: Caller,
    @Param('journey') journey: string,
    @Body() asked: { who: HandSelection; action: HandAction; reason: string },
  ): Promise<{ operation: string; total: number }> {
    return this.byHand.act(who, journey, asked);
  }

  @Serve(enrollmentsApi.get)
  get(@Who() who: Caller, @Param('enrollment') id: string): Promise<RunReply> {
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
