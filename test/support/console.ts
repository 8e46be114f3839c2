import type { ProblemReply, Role, Route } from '@sojourn/api';
import { accessApi } from '@sojourn/api';
import { SetupStore } from '../../server/src/store/setup.store.js';
import type { TestApp } from './app.js';

export interface Given<Body, Query> {
  params?: Record<string, string | number>;
  query?: Query;
  body?: Body;
}

export interface Answer<Reply> {
  status: number;
  headers: Headers;
  body: Reply;
}

/** A member at the console, as the browser would speak for them. */
export class Console {
  constructor(
    readonly app: TestApp,
    readonly workspace: string,
    public cookie = '',
  ) {}

  /** Calls a route of the contract; `:workspace` is this console's unless the parameters name another. */
  async ask<Reply, Body, Query>(
    route: Route<Reply, Body, Query>,
    given: Given<Body, Query> = {},
  ): Promise<Answer<Reply & ProblemReply>> {
    const params: Record<string, string | number> = { workspace: this.workspace, ...given.params };
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries((given.query ?? {}) as Record<string, string>))
      search.set(name, String(value));
    const body = route.method === 'GET' ? undefined : JSON.stringify(given.body ?? {});
    return this.send(route.method, `/api${path}${search.size > 0 ? `?${search.toString()}` : ''}`, body);
  }

  /** The same, and fails unless it was answered 2xx. */
  async call<Reply, Body, Query>(route: Route<Reply, Body, Query>, given: Given<Body, Query> = {}): Promise<Reply> {
    const answer = await this.ask(route, given);
    if (answer.status >= 300)
      throw new Error(`${route.method} ${route.path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async send<Reply>(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<Reply>> {
    const reply = await fetch(`${this.app.url}${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.app.url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    this.keep(reply.headers);
    const text = await reply.text();
    return {
      status: reply.status,
      headers: reply.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Reply,
    };
  }

  /** Keeps the cookie that an answer sets, as a browser does. */
  private keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) this.cookie = line.split(';', 1)[0]!;
  }

  /** Another member of this workspace, signed in at a browser of their own. */
  async invite(role: Role, name = `A ${role}`): Promise<Console> {
    const email = `${role}-${Math.random().toString(36).slice(2)}@example.com`;
    const { password } = await this.call(accessApi.addMember, { body: { email, name, role } });
    const other = new Console(this.app, this.workspace);
    await other.call(accessApi.signIn, { body: { email, password } });
    return other;
  }
}

export const OWNER = { name: 'Ada', email: 'ada@example.com', password: 'horse-battery-staple-9' };

/** Sets a fresh server up: its owner at the console, and the key to send events with. */
export async function setUp(app: TestApp, workspace = 'Shop'): Promise<{ console: Console; writeKey: string }> {
  const token = await app.app.get(SetupStore).issue(Date.now());
  if (token === undefined) throw new Error('This server is set up already.');
  const first = new Console(app, '');
  const { workspaces, writeKey } = await first.call(accessApi.setup, { body: { token, ...OWNER, workspace } });
  return { console: new Console(app, workspaces[0]!.key, first.cookie), writeKey };
}
