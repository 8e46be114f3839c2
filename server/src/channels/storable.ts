import type { Value } from '@sojourn/rules';

/** A value as Postgres can keep it: without NUL and without halves of surrogate pairs, which neither text nor jsonb takes. */
export function storable<Kind extends Value>(value: Kind): Kind;
export function storable(value: Value): Value {
  if (typeof value === 'string') return Buffer.from(value.replaceAll('\0', ''), 'utf8').toString('utf8');
  if (Array.isArray(value)) return value.map((item) => storable(item));
  if (value === null || typeof value !== 'object') return value;
  // `fromEntries` defines properties, so a field called __proto__ stays a field.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [storable(name), storable(item)]));
}
