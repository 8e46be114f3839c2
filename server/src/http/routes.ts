import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { type Declared, addressOf, declaredOf } from './serve.js';

export interface Handler {
  /** `JourneysController.list`, for messages. */
  name: string;
  method: string;
  path: string;
  declared: Declared | undefined;
}

/** Every handler of every controller, read from the controllers themselves: what Nest registers with Fastify. */
export function handlersOf(app: INestApplication): Handler[] {
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  return modules
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) =>
      typeof metatype === 'function' ? methodsOf(metatype.name, metatype.prototype as object) : [],
    );
}

/** Refuses to start with a handler that the guard would know nothing of. */
export function refuseUndeclared(app: INestApplication): void {
  const handlers = handlersOf(app);
  const undeclared = handlers.filter((handler) => !handler.declared).map((handler) => handler.name);
  if (undeclared.length > 0) throw new Error(`Declare these with @Serve(route) or @Open(…): ${undeclared.join(', ')}`);
}

function methodsOf(controller: string, prototype: object): Handler[] {
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    const address = typeof handler === 'function' ? addressOf(handler) : undefined;
    if (!address) return [];
    const { method, paths } = address;
    return paths.map((path) => ({
      name: `${controller}.${name}`,
      method,
      path,
      declared: declaredOf(handler as object),
    }));
  });
}
