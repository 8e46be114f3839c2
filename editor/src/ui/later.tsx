import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** A component that is loaded when it is first drawn, by its name in its module. What holds it draws a `Suspense`. */
export function later<Props, Name extends string>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: (await load())[name] }));
}
