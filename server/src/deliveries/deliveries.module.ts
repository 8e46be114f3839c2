import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { MailboxService } from './mailbox.service.js';

@Module({ controllers: [DeliveriesController], providers: [DeliveriesService, MailboxService] })
export class DeliveriesModule {}
