import type { Properties } from '@sojourn/journey';
import type { Facts, Value } from '@sojourn/rules';
import { z } from 'zod';

/** A value to hand on: as it is written, or as an attribute or the starting event has it at that moment. */
export type Given = string | number | boolean | { attribute: string } | { entry: string };

const name = z.string().trim().min(1).max(200);

/** Properties of an event or of an entry, by name. */
export const givenSchema: z.ZodType<Record<string, Given>> = z
  .record(
    name.refine((key) => key !== '__proto__'),
    z.union([
      z.string().max(1_000),
      z.number(),
      z.boolean(),
      z.strictObject({ attribute: name }),
      z.strictObject({ entry: name }),
    ]),
  )
  .refine((given) => Object.keys(given).length <= 50);

/** The values to hand on; what is not known is left out. */
export function givenValues(given: Readonly<Record<string, Given>> | undefined, facts: Facts): Properties {
  const values: Properties = {};
  for (const [key, from] of Object.entries(given ?? {})) {
    const value = read(from, facts);
    if (value !== undefined) values[key] = value;
  }
  return values;
}

function read(from: Given, facts: Facts): Value | undefined {
  if (typeof from !== 'object') return from;
  return 'attribute' in from ? facts.attribute(from.attribute) : facts.entry(from.entry);
}
