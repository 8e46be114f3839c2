import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Route } from '@sojourn/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, map } from 'rxjs';
import { z } from 'zod';
import { faultIn } from './json.js';
import { type Located, Malformed, Refused } from './problem.js';
import { declaredOf } from './serve.js';

/** Puts body and query of a contract's route into their declared shapes before the handler sees them. */
@Injectable()
export class InputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const declared = declaredOf(context.getHandler());
    const http = context.switchToHttp();
    if (declared && 'route' in declared) {
      const request = http.getRequest<FastifyRequest>();
      request.query = readQuery(declared.route, request.query);
      request.body = readBody(declared.route, request.body);
    }
    return next.handle().pipe(
      map((answer: unknown) => {
        if (answer === undefined) void http.getResponse<FastifyReply>().status(204);
        return answer;
      }),
    );
  }
}

/** The query as the route declares it. A parameter the route does not know is a mistake worth telling. */
export function readQuery(route: Route, query: unknown): unknown {
  const schema = route.query ?? NO_QUERY;
  const result = (schema instanceof z.ZodObject ? schema.strict() : schema).safeParse({ ...(query as object) });
  if (result.success) return result.data;
  throw new Malformed('The address asks for something it cannot have.', located(result.error));
}

/** The body as the route declares it: 400 for what is malformed or unknown to it, 422 for what is not acceptable. */
export function readBody(route: Route, body: unknown): unknown {
  const fault = faultIn(body);
  if (fault) throw new Malformed('The body cannot be accepted.', [fault]);
  if (!route.body) return undefined;
  if (body === undefined || body === null) {
    // What has a default for everything may be left out as a whole.
    const empty = route.body.safeParse({});
    if (empty.success) return empty.data;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Malformed('This needs a JSON object as its body.');
  const result = route.body.safeParse(body);
  if (result.success) return result.data;
  const problems = located(result.error);
  const unknown = result.error.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0);
  if (unknown) throw new Malformed('The body holds something that does not belong there.', problems);
  throw new Refused('This cannot be accepted as it is.', problems);
}

const NO_QUERY = z.object({});

/** Zod's issues as paths and messages; long lists are cut, the rest is met again with the next try. */
export function located(error: z.ZodError): Located[] {
  return error.issues.slice(0, 100).map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}
