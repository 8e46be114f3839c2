import { Body, Controller, Param } from '@nestjs/common';
import { type MembershipReply, type Role, accessApi } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { MembersService } from './members.service.js';

@Controller()
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Serve(accessApi.members)
  list(@Who() who: Caller): Promise<MembershipReply[]> {
    return this.members.list(who);
  }

  @Serve(accessApi.addMember)
  add(
    @Who() who: Caller,
    @Body() body: { email: string; name: string; role: Role },
  ): Promise<MembershipReply & { password: string }> {
    return this.members.add(who, body);
  }

  @Serve(accessApi.changeRole)
  changeRole(
    @Who() who: Caller,
    @Param('member') member: string,
    @Body() { role }: { role: Role },
  ): Promise<MembershipReply> {
    return this.members.changeRole(who, member, role);
  }

  @Serve(accessApi.removeMember)
  remove(@Who() who: Caller, @Param('member') member: string): Promise<void> {
    return this.members.remove(who, member);
  }
}
