import { Body, Controller, Param } from '@nestjs/common';
import { calendarsApi, type CalendarBody, type CalendarReply } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { CalendarsService } from './calendars.service.js';

@Controller()
export class CalendarsController {
  constructor(private readonly calendars: CalendarsService) {}

  @Serve(calendarsApi.list)
  list(@Who() who: Caller): Promise<CalendarReply[]> {
    return this.calendars.list(who);
  }

  @Serve(calendarsApi.save)
  save(@Who() who: Caller, @Param('calendar') id: string, @Body() body: CalendarBody): Promise<CalendarReply> {
    return this.calendars.save(who, id, body);
  }

  @Serve(calendarsApi.importChina)
  importChina(@Who() who: Caller): Promise<CalendarReply> {
    return this.calendars.importChina(who);
  }

  @Serve(calendarsApi.remove)
  remove(@Who() who: Caller, @Param('calendar') id: string): Promise<void> {
    return this.calendars.remove(who, id);
  }
}
