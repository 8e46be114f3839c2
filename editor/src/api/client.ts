/** One located fault in what was sent. */
export interface Fault {
  message: string;
  path?: string;
}

/** The server said no. `title` and `detail` are meant for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
    /** The whole problem document, for answers that carry more than words. */
    readonly problem: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail ? `${title} ${detail}` : title);
  }

  get faults(): Fault[] {
    const { problems } = this.problem;
    return Array.isArray(problems) ? (problems as Fault[]) : [];
  }
}

/** The server could not be asked: no network, or it is not running. */
export class Unreachable extends Error {}

/** A request as the editor makes them: same origin, JSON in and out. Throws {@link Refused} or {@link Unreachable}. */
export async function ask<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const answer = await send(path, {
    method,
    signal,
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? (method === 'GET' ? undefined : '{}') : JSON.stringify(body),
  });
  const text = await answer.text();
  const document = parse(text);
  if (!answer.ok) throw refusalOf(answer, document);
  return document as T;
}

/** The query part of an address; what is undefined or empty is left out. */
export function query(values: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

async function send(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
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
  // A gateway in front of a server that is down answers for it, without a problem document.
  if (answer.status >= 502 && answer.status <= 504) return new Unreachable(answer.statusText);
  const problem = (document ?? {}) as Record<string, unknown>;
  return new Refused(
    answer.status,
    typeof problem.title === 'string' ? problem.title : answer.statusText,
    typeof problem.detail === 'string' ? problem.detail : undefined,
    problem,
  );
}
