import { Body, Controller, Param } from '@nestjs/common';
import { type KeyReply, accessApi } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import type { Scope } from '../store/keys.store.js';
import { KeysService } from './keys.service.js';

@Controller()
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Serve(accessApi.keys)
  list(@Who() who: Caller): Promise<KeyReply[]> {
    return this.keys.list(who);
  }

  @Serve(accessApi.addKey)
  add(@Who() who: Caller, @Body() body: { name: string; scopes: Scope[] }): Promise<KeyReply & { key: string }> {
    return this.keys.add(who, body);
  }

  @Serve(accessApi.revokeKey)
  revoke(@Who() who: Caller, @Param('key') key: string): Promise<void> {
    return this.keys.revoke(who, key);
  }
}
