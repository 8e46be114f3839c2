import type { ProblemReply, Route } from '@sojourn/api';

/** The server said no. `title` and `detail` are meant for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
    /** The whole answer, for those that carry more than words. */
    readonly document: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail ? `${title} ${detail}` : title);
  }

  /** Located faults in what was sent. */
  get problems(): NonNullable<ProblemReply['problems']> {
    const { problems } = this.document;
    return Array.isArray(problems) ? (problems as NonNullable<ProblemReply['problems']>) : [];
  }
}

/** The server could not be asked: no network, or it is not running. */
export class Unreachable extends Error {}

/** What a call gives: path parameters by name, query, body. */
export interface Given<Body, Query> {
  params?: Readonly<Record<string, string | number>>;
  query?: Query;
  body?: Body;
  signal?: AbortSignal;
}

/** Calls an operation of the contract. Throws {@link Refused} or {@link Unreachable}. */
export async function call<Reply, Body, Query>(
  route: Route<Reply, Body, Query>,
  given: Given<Body, Query> = {},
): Promise<Reply> {
  const reads = route.method === 'GET';
  const answer = await send(addressOf(route, given.params, given.query as Record<string, unknown> | undefined), {
    method: route.method,
    signal: given.signal,
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(reads ? {} : { 'Content-Type': 'application/json' }) },
    body: reads ? undefined : JSON.stringify(given.body ?? {}),
  });
  const document = parse(await answer.text());
  if (!answer.ok) throw refusalOf(answer, document);
  return document as Reply;
}

/** The address of an operation. Parameters are encoded; query values that are undefined or empty are left out. */
export function addressOf(
  route: Pick<Route, 'path'>,
  params: Readonly<Record<string, string | number>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api${path}${search && `?${search}`}`;
}

async function send(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    throw new Unreachable(String(error), { cause: error });
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(answer: Response, document: unknown): Error {
  // A gateway in front of a server that is down answers for it.
  if (answer.status >= 502 && answer.status <= 504) return new Unreachable(answer.statusText);
  const problem = (document ?? {}) as Record<string, unknown>;
  return new Refused(
    answer.status,
    typeof problem.title === 'string' ? problem.title : answer.statusText,
    typeof problem.detail === 'string' ? problem.detail : undefined,
    problem,
  );
}
