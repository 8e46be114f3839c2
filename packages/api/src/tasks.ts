import { z } from 'zod';
import { route, type Page } from './route.js';

const W = '/workspaces/:workspace';

/** A task for a person (人工任务) that a journey has opened and rests at. */
export interface TaskReply {
  id: string;
  title: string;
  note?: string;
  /** A member's e-mail, a role, or the attribute that names the account manager. */
  owner: { member: string } | { role: string } | { attribute: string };
  escalateTo?: string;
  /** The ways on from which one is chosen. */
  answers: { id: string; label: { en: string; zh: string } }[];
  state: 'open' | 'closed';
  openedAt: string;
  dueAt: string;
  remindedAt?: string;
  escalatedAt?: string;
  closedAt?: string;
  /** The answer, or the way by which the journey went on without one. */
  closedBy?: string;
  profile: { id: string; name: string };
  journey: { id: string; name: string };
  enrollment: string;
}

export const tasksApi = {
  /** Open ones by when they are due, closed ones newest first. */
  list: route<Page<TaskReply>>()('GET', `${W}/tasks`, 'enrollment.read', {
    query: z.object({ state: z.enum(['open', 'closed']).default('open'), cursor: z.string().max(500).optional() }),
  }),
  /** Closes it; the journey goes on by the answer. What was noted is kept in the execution log. */
  answer: route<void>()('POST', `${W}/tasks/:task/answer`, 'enrollment.act', {
    body: z.strictObject({ answer: z.string().min(1).max(64), note: z.string().trim().max(2_000).optional() }),
  }),
};
