import { Body, Controller, Req, Res } from '@nestjs/common';
import { type SessionReply, accessApi } from '@sojourn/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Member, type SignedIn } from '../http/caller.js';
import { SiteOrigin } from '../http/origin.js';
import { Serve } from '../http/serve.js';
import { clearSession, readSession, writeSession } from '../http/session-cookie.js';
import { SessionsService } from './sessions.service.js';
import { type FirstMember, SetupService } from './setup.service.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly setup: SetupService,
    private readonly site: SiteOrigin,
  ) {}

  @Serve(accessApi.setupState)
  setupState(): Promise<{ needed: boolean }> {
    return this.setup.state();
  }

  @Serve(accessApi.setup)
  async claim(
    @Body() { token, ...first }: FirstMember & { token: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) answer: FastifyReply,
  ): Promise<SessionReply & { writeKey: string }> {
    const { session, reply } = await this.setup.claim(token, first, request.ip);
    writeSession(answer, session, this.site.isSecure(request));
    return reply;
  }

  @Serve(accessApi.signIn)
  async signIn(
    @Body() { email, password }: { email: string; password: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) answer: FastifyReply,
  ): Promise<SessionReply> {
    const { session, reply } = await this.sessions.signIn(email, password, request.ip);
    // A new id with each sign-in: one that somebody planted in this browser beforehand is worth nothing.
    const earlier = readSession(request);
    if (earlier !== undefined) await this.sessions.drop(earlier);
    writeSession(answer, session, this.site.isSecure(request));
    return reply;
  }

  @Serve(accessApi.session)
  session(@Member() member: SignedIn): Promise<SessionReply> {
    return this.sessions.reply(member.id);
  }

  @Serve(accessApi.signOut)
  async signOut(
    @Member() member: SignedIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) answer: FastifyReply,
  ): Promise<void> {
    await this.sessions.signOut(member);
    clearSession(answer, this.site.isSecure(request));
  }

  @Serve(accessApi.changePassword)
  async changePassword(
    @Member() member: SignedIn,
    @Body() { current, password }: { current: string; password: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) answer: FastifyReply,
  ): Promise<void> {
    const session = await this.sessions.changePassword(member, current, password);
    writeSession(answer, session, this.site.isSecure(request));
  }
}
