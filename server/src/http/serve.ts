import { HttpCode, RequestMethod, SetMetadata, Sse, applyDecorators } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { Route } from '@sojourn/api';

const DECLARED = Symbol('sojourn:route');

/** What the guard must know of a handler: the contract's route, or why it has none. */
export type Declared = { route: Route } | { open: string };

/**
 * Binds a handler to a route of the contract: method, path below /api, permission, and the shapes of body and query.
 * The handler takes what it needs by `@Body()`, `@Query()`, `@Param('journey')` and `@Who()`, all checked already.
 */
export function Serve(route: Route): MethodDecorator {
  return applyDecorators(bind(route.method, `/api${route.path}`), HttpCode(200), SetMetadata(DECLARED, { route }));
}

/** The same for a stream of server-sent events: the handler returns an Observable of `{ type, data }`. */
export function ServeEvents(route: Route): MethodDecorator {
  return applyDecorators(Sse(`/api${route.path}`), SetMetadata(DECLARED, { route }));
}

/**
 * An address outside the contract that guards itself or needs no guard (ingestion, unsubscribe links, health). `why`
 * says which; a test lists them all.
 */
export function Open(method: 'GET' | 'POST', path: string | string[], why: string): MethodDecorator {
  return applyDecorators(bind(method, path), HttpCode(200), SetMetadata(DECLARED, { open: why }));
}

/** What a handler was declared as; undefined is a programming error that the start refuses. */
export function declaredOf(handler: object): Declared | undefined {
  return Reflect.getMetadata(DECLARED, handler) as Declared | undefined;
}

/** Where Nest will register a handler; undefined for methods that are no handlers. */
export function addressOf(handler: object): { method: string; paths: string[] } | undefined {
  const path = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  return path === undefined || method === undefined
    ? undefined
    : { method: RequestMethod[method]!, paths: [path].flat() };
}

function bind(method: Route['method'], path: string | string[]): MethodDecorator {
  return (_target, _key, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(PATH_METADATA, path, handler);
    Reflect.defineMetadata(METHOD_METADATA, RequestMethod[method], handler);
  };
}
