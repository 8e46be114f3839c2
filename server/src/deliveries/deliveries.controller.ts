import { Controller, Param, Query } from '@nestjs/common';
import { deliveriesApi, type DeliveryReply, type LogPage, type MailReply, type Page } from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { DeliveriesService, type DeliveriesQuery } from './deliveries.service.js';
import { MailboxService } from './mailbox.service.js';

@Controller()
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly mailbox: MailboxService,
  ) {}

  @Serve(deliveriesApi.list)
  list(@Who() who: Caller, @Query() query: DeliveriesQuery): Promise<LogPage<DeliveryReply>> {
    return this.deliveries.list(who, query);
  }

  @Serve(deliveriesApi.mailbox)
  mails(@Who() who: Caller, @Query() { cursor }: { cursor?: string }): Promise<Page<MailReply>> {
    return this.mailbox.list(who, cursor);
  }

  @Serve(deliveriesApi.mail)
  mail(@Who() who: Caller, @Param('mail') id: string): Promise<MailReply> {
    return this.mailbox.get(who, id);
  }

  @Serve(deliveriesApi.emptyMailbox)
  emptyMailbox(@Who() who: Caller): Promise<void> {
    return this.mailbox.empty(who);
  }
}
