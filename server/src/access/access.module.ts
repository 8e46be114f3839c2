import { Module } from '@nestjs/common';
import { AccessSweeper } from './access-sweeper.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SetupService } from './setup.service.js';

@Module({
  controllers: [SessionsController, MembersController, KeysController],
  providers: [AccessSweeper, SetupService, SessionsService, MembersService, KeysService],
})
export class AccessModule {}
