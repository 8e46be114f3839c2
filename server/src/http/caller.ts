import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@sojourn/api';
import type { FastifyRequest } from 'fastify';

/** Who did something, as the audit log names it. `from` is a part of the address they did it from. */
export interface Actor {
  kind: 'member' | 'key' | 'system';
  id?: string | undefined;
  name: string;
  from?: string | undefined;
}

/** A signed-in member, or none's business of which workspace. */
export interface SignedIn extends Actor {
  kind: 'member';
  id: string;
  email: string;
  /** The session this request came with. */
  session: Buffer;
}

/** A member or API key within the workspace that the address names. The guard has checked the role already. */
export interface Caller extends Actor {
  kind: 'member' | 'key';
  id: string;
  role: Role;
  workspaceId: number;
  /** The workspace's key, as addresses carry it. */
  workspace: string;
  /** For columns such as created_by, which name members only. */
  memberId: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
    signedIn?: SignedIn;
  }
}

/** Injects the caller: `list(@Who() who: Caller)`. Only on routes of a workspace. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return present(context.switchToHttp().getRequest<FastifyRequest>().caller, '@Who()', 'a route of a workspace');
});

/** Injects the member on routes that need a session and no workspace. */
export const Member = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  return present(
    context.switchToHttp().getRequest<FastifyRequest>().signedIn,
    '@Member()',
    "a route with permission 'member'",
  );
});

/** The part of an address that logs and the audit keep: /24 of IPv4, /48 of IPv6. A client that has gone has none. */
export function addressPrefix(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (plain.includes('.')) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  return `${plain.split(':').slice(0, 3).join(':')}::/48`;
}

function present<Value>(value: Value | undefined, decorator: string, where: string): Value {
  if (value === undefined) throw new Error(`${decorator} stands on a handler that is not ${where}.`);
  return value;
}
