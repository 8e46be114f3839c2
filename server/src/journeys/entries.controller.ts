import { Body, Controller, Param } from '@nestjs/common';
import { entriesApi, type DoorReply, type EntriesReply, type Entry, type PresentReply } from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { DoorsService } from './doors.service.js';
import { EntriesService } from './entries.service.js';

@Controller()
export class EntriesController {
  constructor(
    private readonly entries: EntriesService,
    private readonly doors: DoorsService,
  ) {}

  @Serve(entriesApi.enter)
  enter(
    @Who() who: Caller,
    @Param('journey') id: string,
    @Body() { entries, trigger }: { entries: Entry[]; trigger?: string },
  ): Promise<EntriesReply> {
    return this.entries.enter(who, id, entries, trigger);
  }

  @Serve(entriesApi.present)
  present(@Who() who: Caller, @Param('journey') id: string): Promise<PresentReply> {
    return this.doors.present(who, id);
  }

  @Serve(entriesApi.door)
  door(@Who() who: Caller, @Param('journey') id: string): Promise<DoorReply> {
    return this.doors.door(who, id);
  }

  @Serve(entriesApi.letAllIn)
  letAllIn(@Who() who: Caller, @Param('journey') id: string): Promise<DoorReply> {
    return this.doors.letAllIn(who, id);
  }
}
