import { z } from 'zod';
import { route } from './route.js';

/** The console's roles, weakest first. "Owner" is a role of the console alone; 客户经理 is the account manager. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** The permission table: who may do what. The one place where it is written; the server enforces it on every route. */
export const PERMISSIONS = {
  'journey.read': 'viewer',
  'journey.edit': 'operator',
  'journey.publish': 'operator',
  'journey.enter': 'operator',
  'enrollment.read': 'viewer',
  'enrollment.act': 'operator',
  'profile.read': 'viewer',
  'profile.erase': 'admin',
  'lifecycle.read': 'viewer',
  'lifecycle.edit': 'admin',
  'segment.edit': 'operator',
  'template.read': 'viewer',
  'template.edit': 'operator',
  'delivery.read': 'viewer',
  'mailbox.read': 'operator',
  'log.read': 'viewer',
  'event.read': 'viewer',
  'event.import': 'operator',
  'settings.read': 'viewer',
  'settings.edit': 'admin',
  'key.manage': 'admin',
  'member.manage': 'admin',
  'audit.read': 'admin',
  'sample.manage': 'operator',
  'workspace.manage': 'owner',
} as const satisfies Record<string, Role>;
export type Permission = keyof typeof PERMISSIONS;

/** Whether a role may do something: it may do all that weaker roles may. */
export function may(role: Role, permission: Permission): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(PERMISSIONS[permission]);
}

const email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());
const password = z.string().min(12, 'Use at least 12 characters.').max(200);
export const roleSchema = z.enum(ROLES);

export interface MemberReply {
  id: string;
  email: string;
  name: string;
}
export interface SessionReply {
  member: MemberReply;
  workspaces: { key: string; name: string; role: Role; sample: boolean; zone: string; language: string }[];
}
export interface MembershipReply extends MemberReply {
  role: Role;
  lastSeenAt?: string;
}
export interface KeyReply {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: string;
  lastUsedAt?: string;
  revokedAt?: string;
}
export interface AuditReply {
  id: string;
  at: string;
  actor: { kind: 'member' | 'key' | 'system'; id?: string; name: string };
  from?: string;
  action: string;
  target: { kind: string; id?: string; name?: string };
  before?: unknown;
  after?: unknown;
}

const W = '/workspaces/:workspace';
/** Set-up, sessions, members, keys and the audit log. */
export const accessApi = {
  setupState: route<{ needed: boolean }>()('GET', '/setup', 'open'),
  /** `writeKey` sends events into the new workspace; it is shown this once. */
  setup: route<SessionReply & { writeKey: string }>()('POST', '/setup', 'open', {
    body: z.strictObject({
      token: z.string().max(200),
      name: z.string().trim().min(1).max(100),
      email,
      password,
      workspace: z.string().trim().min(1).max(100),
    }),
  }),
  signIn: route<SessionReply>()('POST', '/session', 'open', {
    body: z.strictObject({ email, password: z.string().max(200) }),
  }),
  session: route<SessionReply>()('GET', '/session', 'member'),
  signOut: route<void>()('DELETE', '/session', 'member'),
  changePassword: route<void>()('PUT', '/session/password', 'member', {
    body: z.strictObject({ current: z.string().max(200), password }),
  }),
  members: route<MembershipReply[]>()('GET', `${W}/members`, 'settings.read'),
  addMember: route<MembershipReply & { password: string }>()('POST', `${W}/members`, 'member.manage', {
    body: z.strictObject({ email, name: z.string().trim().min(1).max(100), role: roleSchema }),
  }),
  changeRole: route<MembershipReply>()('PATCH', `${W}/members/:member`, 'member.manage', {
    body: z.strictObject({ role: roleSchema }),
  }),
  removeMember: route<void>()('DELETE', `${W}/members/:member`, 'member.manage'),
  keys: route<KeyReply[]>()('GET', `${W}/keys`, 'settings.read'),
  addKey: route<KeyReply & { key: string }>()('POST', `${W}/keys`, 'key.manage', {
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      scopes: z.array(z.enum(['ingest', 'read', 'write', 'admin'])).min(1),
    }),
  }),
  revokeKey: route<void>()('DELETE', `${W}/keys/:key`, 'key.manage'),
  audit: route<import('./route.js').Page<AuditReply>>()('GET', `${W}/audit`, 'audit.read', {
    query: z.object({ cursor: z.string().max(200).optional() }),
  }),
};
