import { Module } from '@nestjs/common';
import { ByHandService } from './by-hand.service.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { EnrollmentsService } from './enrollments.service.js';

@Module({ controllers: [EnrollmentsController], providers: [ByHandService, EnrollmentsService] })
export class EnrollmentsModule {}
