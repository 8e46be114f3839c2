/** What a fake server answers: by method and path below /api, a reply or a function of the body. */
export type Answers = Record<string, unknown>;

/** A call that was made. */
export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** An answer that is no 200. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: unknown = { title: 'No.' },
  ) {}
}

/**
 * For specs: puts a server of a few answers in place of the network. Whatever it has no answer to is a 404. Returns
 * the calls that were made, growing, and takes the network back by `end`.
 */
export function fakeServer(answers: Answers): { asked: Asked[]; end: () => void } {
  const asked: Asked[] = [];
  const before = globalThis.fetch;
  globalThis.fetch = ((address: string, { method = 'GET', body }: { method?: string; body?: string } = {}) => {
    const [path = ''] = address.replace(/^\/api/, '').split('?');
    const sent: unknown = body === undefined ? undefined : JSON.parse(body);
    asked.push({ method, path, body: sent });
    const known = answers[`${method} ${path}`];
    const given: unknown = typeof known === 'function' ? (known as (body: unknown) => unknown)(sent) : known;
    const { status, body: reply } =
      given instanceof Answer ? given : given === undefined ? new Answer(404) : new Answer(200, given);
    return Promise.resolve({
      ok: status < 400,
      status,
      statusText: String(status),
      text: () => Promise.resolve(reply === null ? '' : JSON.stringify(reply)),
    });
  }) as unknown as typeof fetch;
  return { asked, end: () => void (globalThis.fetch = before) };
}
