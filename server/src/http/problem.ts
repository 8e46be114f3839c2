import type { ProblemReply } from '@sojourn/api';

/** A fault in what was sent, where it is, in the operator's words. */
export interface Located {
  path: string;
  message: string;
}

/**
 * What a request is refused with: an HTTP status and words that say what to do next. Handlers and stores throw it, the
 * filter writes it. Everything else that is thrown is a fault of ours and answers 500 without saying why.
 */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly extra: { detail?: string; problems?: Located[]; body?: object; headers?: Record<string, string> } = {},
  ) {
    super(title);
  }

  /** The answer, RFC 9457. `instance` names the request in our logs. */
  reply(instance: string): ProblemReply & Record<string, unknown> {
    const { detail, problems, body } = this.extra;
    return {
      ...body,
      type: 'about:blank',
      title: this.title,
      status: this.status,
      instance,
      ...(detail === undefined ? {} : { detail }),
      ...(problems === undefined ? {} : { problems }),
    };
  }
}

/** 400: it cannot be read as what the route takes. */
export class Malformed extends Problem {
  constructor(title: string, problems?: Located[]) {
    super(400, title, problems ? { problems } : {});
  }
}

/** 401. One text for all reasons, so that nobody learns which accounts or keys exist. */
export class NotSignedIn extends Problem {
  constructor(title = 'Sign in first.') {
    super(401, title);
  }
}

/** 403: known, and not allowed to. */
export class Forbidden extends Problem {
  constructor(title = 'Your role does not allow this.', detail?: string) {
    super(403, title, detail ? { detail } : {});
  }
}

/** 404: also for what exists in a workspace that the caller is not in. */
export class NotFound extends Problem {
  constructor(title = 'There is nothing at this address.') {
    super(404, title);
  }
}

/** 409: somebody was faster. `body` joins the answer, so that nothing is lost (VERSION-5). */
export class Conflict extends Problem {
  constructor(title: string, body?: object) {
    super(409, title, body ? { body } : {});
  }
}

/** 422: it reads well and is not acceptable; the problems say where and why. */
export class Refused extends Problem {
  constructor(title: string, problems: Located[] = []) {
    super(422, title, { problems });
  }
}

/** 429, with the time to wait. */
export class TooMany extends Problem {
  constructor(title: string, retryAfterMs: number) {
    super(429, title, { headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) } });
  }
}

/** 503: try again soon. */
export class Unavailable extends Problem {
  constructor(title: string) {
    super(503, title, { headers: { 'retry-after': '1' } });
  }
}
