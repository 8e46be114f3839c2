import { Module } from '@nestjs/common';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';
import { WhyService } from './why.service.js';

@Module({ controllers: [ProfilesController], providers: [ProfilesService, WhyService] })
export class ProfilesModule {}
