import { Body, Controller, Param } from '@nestjs/common';
import { segmentsApi, type ComputedReply, type LayeringReply, type SegmentReply } from '@sojourn/api';
import type { StageModel } from '@sojourn/lifecycle';
import type { Computed, Rule } from '@sojourn/rules';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { LayeringsService } from './layerings.service.js';
import { ScoresService, type GivenScores } from './scores.service.js';
import { SegmentsService } from './segments.service.js';

@Controller()
export class SegmentsController {
  constructor(
    private readonly segments: SegmentsService,
    private readonly layered: LayeringsService,
    private readonly given: ScoresService,
  ) {}

  @Serve(segmentsApi.list)
  list(@Who() who: Caller): Promise<SegmentReply[]> {
    return this.segments.list(who);
  }

  @Serve(segmentsApi.save)
  save(@Who() who: Caller, @Param('segment') id: string, @Body() body: { name: string; rule: Rule }) {
    return this.segments.save(who, id, body);
  }

  @Serve(segmentsApi.remove)
  remove(@Who() who: Caller, @Param('segment') id: string): Promise<void> {
    return this.segments.remove(who, id);
  }

  @Serve(segmentsApi.count)
  count(@Who() who: Caller, @Body() { rule }: { rule: Rule }): Promise<{ count: number; of: number }> {
    return this.segments.count(who, rule);
  }

  @Serve(segmentsApi.layerings)
  layerings(@Who() who: Caller): Promise<LayeringReply[]> {
    return this.layered.list(who);
  }

  @Serve(segmentsApi.saveLayering)
  saveLayering(@Who() who: Caller, @Param('layering') id: string, @Body() { model }: { model: StageModel }) {
    return this.layered.save(who, id, model);
  }

  @Serve(segmentsApi.removeLayering)
  removeLayering(@Who() who: Caller, @Param('layering') id: string): Promise<void> {
    return this.layered.remove(who, id);
  }

  @Serve(segmentsApi.computed)
  computed(@Who() who: Caller): Promise<ComputedReply[]> {
    return this.layered.computed(who);
  }

  @Serve(segmentsApi.saveComputed)
  saveComputed(
    @Who() who: Caller,
    @Param('attribute') id: string,
    @Body() body: { name: string; definition: Computed },
  ): Promise<ComputedReply> {
    return this.layered.saveComputed(who, id, body);
  }

  @Serve(segmentsApi.removeComputed)
  removeComputed(@Who() who: Caller, @Param('attribute') id: string): Promise<void> {
    return this.layered.removeComputed(who, id);
  }

  @Serve(segmentsApi.scores)
  scores(@Who() who: Caller, @Body() body: GivenScores): Promise<{ accepted: number }> {
    return this.given.accept(who, body);
  }
}
