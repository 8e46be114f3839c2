import type { CheckId, CheckVerdict, EntryOutcome, Parked } from '@sojourn/journey';
import type { Finding, Words } from '@sojourn/rules';
import { z } from 'zod';
import type { JourneyState } from './journeys.js';
import { route } from './route.js';

const P = '/workspaces/:workspace/profiles/:profile';

/** One thing that was asked, in the order in which the engine asks. The first that failed is the reason. */
export interface CheckReply {
  id: CheckId;
  verdict: CheckVerdict;
  /** What was asked and what was met, as a sentence. */
  said: Words;
  /** What a condition met. */
  findings?: Finding[];
}
/** A trigger of the journey, and what became of the profile's last coming to it. */
export interface TriggerWhy {
  node: string;
  name: Words;
  sentence: Words;
  /** When it last came to it; absent where it never did. */
  at?: string;
  outcome: EntryOutcome;
  /** Where nothing of the kind has come yet: what would become of it now. */
  supposed: boolean;
  /** Told by the log rather than worked out anew. */
  logged: boolean;
  /** The run it led to. */
  enrollment?: string;
  checks: CheckReply[];
}
/** One step of a run: which way it went and why. */
export interface DecisionReply {
  number: number;
  node: Words;
  at: string;
  /** By which way it went on. */
  port?: Words;
  outcome: string;
  reason?: unknown;
  error?: string;
}
/** A run through the journey, as it was at the moment asked about. */
export interface RunWhy {
  id: string;
  version: number;
  enteredAt: string;
  /** Where it was, since when, and what the node does; absent once it was over. */
  resting?: {
    node: Words;
    sentence: Words;
    since: string;
    /** When time moves it on at the latest, where that is known. */
    due?: string;
    /** Events that may move it on before. */
    listens: string[];
    parked?: Parked;
  };
  endedAt?: string;
  reason?: string;
  decisions: DecisionReply[];
}
export interface WhyReply {
  at: string;
  profile: { id: string; name: string };
  journey: { id: string; name: string; state: JourneyState; version?: number };
  /** Newest first. */
  runs: RunWhy[];
  triggers: TriggerWhy[];
  /** What is not known of the moment. */
  notes: Words[];
}
/** Why a profile was in a stage: every stage's rule in the order in which they are asked. */
export interface StageWhyReply {
  at: string;
  profile: { id: string; name: string };
  model: { id: string; name: Words };
  stage: string;
  name: Words;
  /** The change that led to it. */
  since?: { at: string; from: string; cause: string };
  /** Why it is not the stage the rules lead to: set by hand, its minimum stay, or placed by an earlier model. */
  held?: { by: 'hand' | 'minimum_stay' | 'earlier'; until?: string };
  stages: { stage: string; name: Words; verdict: CheckVerdict; findings: Finding[] }[];
  notes: Words[];
}

const moment = {
  /** Now where it is left out. */
  at: z.iso.datetime({ offset: true }).optional(),
  /** The zone in which sentences name moments; the workspace's where it is left out. */
  zone: z.string().max(100).optional(),
};

export const whyApi = {
  /** Why somebody entered a journey and went their way in it, or why not, now or at a moment of the past (SPLIT-2). */
  journey: route<WhyReply>()('GET', `${P}/why`, 'profile.read', { query: z.object({ journey: z.uuid(), ...moment }) }),
  stage: route<StageWhyReply>()('GET', `${P}/why-stage`, 'profile.read', {
    query: z.object({ model: z.string().max(100).optional(), ...moment }),
  }),
};
