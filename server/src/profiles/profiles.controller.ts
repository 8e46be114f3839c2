import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  profilesApi,
  whyApi,
  type AttributeReply,
  type Page,
  type ProfileReply,
  type ProfileSummary,
  type StageWhyReply,
  type TimelineItem,
  type WhyReply,
} from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { ProfilesService } from './profiles.service.js';
import { WhyService, type Asking } from './why.service.js';

@Controller()
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly why: WhyService,
  ) {}

  @Serve(profilesApi.list)
  list(
    @Who() who: Caller,
    @Query() query: { search?: string; stage?: string; cursor?: string },
  ): Promise<Page<ProfileSummary>> {
    return this.profiles.list(who, query);
  }

  @Serve(profilesApi.get)
  get(@Who() who: Caller, @Param('profile') id: string): Promise<ProfileReply> {
    return this.profiles.get(who, id);
  }

  @Serve(profilesApi.timeline)
  timeline(
    @Who() who: Caller,
    @Param('profile') id: string,
    @Query() { cursor }: { cursor?: string },
  ): Promise<Page<TimelineItem>> {
    return this.profiles.timeline(who, id, cursor);
  }

  @Serve(whyApi.journey)
  whyJourney(
    @Who() who: Caller,
    @Param('profile') id: string,
    @Query() query: Asking & { journey: string },
  ): Promise<WhyReply> {
    return this.why.journey(who, id, query);
  }

  @Serve(whyApi.stage)
  whyStage(
    @Who() who: Caller,
    @Param('profile') id: string,
    @Query() query: Asking & { model?: string },
  ): Promise<StageWhyReply> {
    return this.why.stage(who, id, query);
  }

  @Serve(profilesApi.erase)
  erase(@Who() who: Caller, @Param('profile') id: string): Promise<{ operation: string }> {
    return this.profiles.erase(who, id);
  }

  @Serve(profilesApi.attributes)
  attributes(@Who() who: Caller): Promise<AttributeReply[]> {
    return this.profiles.attributeList(who);
  }

  @Serve(profilesApi.markAttribute)
  markAttribute(@Who() who: Caller, @Param('name') name: string, @Body() { pii }: { pii: boolean }): Promise<void> {
    return this.profiles.markAttribute(who, name, pii);
  }
}
