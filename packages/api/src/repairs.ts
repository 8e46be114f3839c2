import { z } from 'zod';
import { route } from './route.js';

const W = '/workspaces/:workspace';

/** What the engine could not play and put aside (被搁置), so that everybody else goes on. */
export interface PutAsideReply {
  /** Arrivals that wait in front of it, and enrollments that rest because of it. */
  arrivals: number;
  enrollments: number;
  /** The newest, with the error that each met. `kind` is the arrival's, or `wake` where only a time had come. */
  newest: { profile: string; kind: string; name?: string; error: string; at: string }[];
}

export const repairsApi = {
  putAside: route<PutAsideReply>()('GET', `${W}/put-aside`, 'enrollment.act'),
  /** Once the cause is mended: all of it is played again, in the order in which it came. */
  repair: route<{ operation: string }>()('POST', `${W}/put-aside/repair`, 'enrollment.act', {
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  }),
};
