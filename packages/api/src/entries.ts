import type { Words } from '@sojourn/rules';
import { z } from 'zod';
import { route } from './route.js';

const J = '/workspaces/:workspace/journeys/:journey';

/** The most people one call may enter. */
export const MOST_ENTRIES = 1_000;

const id = z.string().trim().min(1).max(200);
/** Somebody to enter, with properties that the journey can read as it reads an event's. */
export const entrySchema = z
  .strictObject({
    userId: id.optional(),
    anonymousId: id.optional(),
    /** Counts once within seven days, however often it is sent. */
    messageId: z.string().min(1).max(255).optional(),
    properties: z.record(z.string(), z.unknown()).default({}),
  })
  .refine(({ userId, anonymousId }) => userId !== undefined || anonymousId !== undefined, {
    error: 'Send a userId or an anonymousId.',
  });
export type Entry = z.infer<typeof entrySchema>;

/** The answer once everything is stored. Whether each may enter is decided a moment later, and refusals are in the log. */
export interface EntriesReply {
  accepted: number;
  duplicates: number;
}

/** Who would enter if a draft were published for those who match now, trigger by trigger. */
export interface PresentReply {
  triggers: {
    node: string;
    /** How many match now; 0 where the trigger is about a moment, such as a schedule. */
    count?: number;
    /** Why they cannot be told. */
    refused?: Words;
  }[];
}

/** Who enters by a version: those to whom it happens from now on, those who match when it is published, or both. */
export const ENTRANTS = ['new', 'present', 'both'] as const;
export type Entrants = (typeof ENTRANTS)[number];

/** What a journey's door lets in (ENTRY-6). */
export interface DoorReply {
  /** A canary that is not over: how many it has let in, where it counts them. */
  canary?: { percent: number } | { people: number; entered: number };
  /** How many of an audience wait until they may come in. */
  waiting: number;
}

export const entriesApi = {
  /** Enters people by the journey's API trigger; `trigger` names its node where there are several. */
  enter: route<EntriesReply>()('POST', `${J}/entries`, 'journey.enter', {
    body: z.strictObject({
      entries: z.array(entrySchema).min(1).max(MOST_ENTRIES),
      trigger: z.string().max(64).optional(),
    }),
  }),
  /** Counts who matches the triggers of the journey's draft now. */
  present: route<PresentReply>()('GET', `${J}/present`, 'journey.read'),
  door: route<DoorReply>()('GET', `${J}/door`, 'journey.read'),
  /** Ends the journey's canary: all may come in, those first whom it left waiting. */
  letAllIn: route<DoorReply>()('POST', `${J}/door/open`, 'journey.publish'),
};
