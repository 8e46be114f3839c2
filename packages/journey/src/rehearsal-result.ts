import { z } from 'zod';

/**
 * What a rehearsal counts. `profiles` and `events` are all that were given, inside and outside of the span.
 * `transitions` ("growth>silent"), `nodes` and `sends` count instants ≥ from and < to; `stages` and `waiting` are as
 * of `to`. Stages add up to `profiles`: whoever was not yet seen at `to` is unclassified. Every node, every stage and
 * every node that sends is listed; moves and ports only where somebody took them.
 */
export interface RehearsalResult {
  profiles: number;
  events: number;
  transitions: Record<string, number>;
  stages: Record<string, number>;
  nodes: Record<string, { entered: number; waiting: number; left: Record<string, number> }>;
  sends: Record<string, number>;
}

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const counts = (of: string) => z.record(z.string(), count).meta({ description: of });

/** The result as it is published: `sojourn rehearse --json`. */
export const rehearsalResultSchema: z.ZodType<RehearsalResult> = z.strictObject({
  profiles: count.meta({ description: 'Profiles in the file, those outside of the span included.' }),
  events: count.meta({ description: 'Events in the file that could be read, those outside of the span included.' }),
  transitions: counts('Moves from stage to stage within the span, as "from>to"; a first stage is "unclassified>…".'),
  stages: counts('Profiles by stage at the end of the span; every stage and "unclassified" is listed.'),
  nodes: z
    .record(
      z.string(),
      z.strictObject({
        entered: count.meta({ description: 'How often the node was reached; for a trigger, how many entered by it.' }),
        waiting: count.meta({ description: 'How many rest there at the end of the span.' }),
        left: counts('How many left, by port; ports that nobody took are not listed.'),
      }),
    )
    .meta({ description: 'Every node of the journey, by id.' }),
  sends: counts('Messages handed over, by the id of the node; every node that sends is listed.'),
});
