import type { z } from 'zod';
import type { Permission } from './access.js';

/**
 * One operation of the HTTP API, declared once: the server binds a handler to it and refuses whoever lacks its
 * permission, the editor calls it. `open` needs no session; `member` needs one, but no role in a workspace.
 */
export interface Route<Reply = unknown, Body = unknown, Query = unknown> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for parameters. Below `/api`; those of a workspace start with `/workspaces/:workspace`. */
  path: string;
  permission: Permission | 'open' | 'member';
  body?: z.ZodType<Body>;
  query?: z.ZodType<Query>;
  /** Only for the compiler: what comes back. */
  reply?: Reply;
}

/** Declares a route. `route<Reply>()('GET', '/x', 'journey.read', { query })`. */
export function route<Reply>() {
  return <Body = undefined, Query = undefined>(
    method: Route['method'],
    path: string,
    permission: Route['permission'],
    input: { body?: z.ZodType<Body>; query?: z.ZodType<Query> } = {},
  ): Route<Reply, Body, Query> => ({ method, path, permission, ...input });
}

/** What an error answers (RFC 9457, application/problem+json). `problems` locate faults in what was sent. */
export interface ProblemReply {
  type: string;
  title: string;
  status: number;
  detail?: string;
  problems?: { path: string; message: string }[];
}

/** One page of a list; `next` asks for the one after it and is absent on the last. */
export interface Page<Item> {
  items: Item[];
  next?: string;
}
