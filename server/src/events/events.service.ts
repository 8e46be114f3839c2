import { Injectable } from '@nestjs/common';
import { INGESTION_LIMITS, type IngestionReply, batchSchema } from '@sojourn/api';
import { parseInstant } from '@sojourn/rules';
import type { FastifyRequest } from 'fastify';
import { located } from '../http/input.js';
import { Conflict, type Located, Malformed } from '../http/problem.js';
import { Intake, type Outcome } from './intake.js';
import { type Item, type ItemKind, readItem } from './item.js';
import { WriteKeys } from './write-keys.js';

/** Takes events in over HTTP. What is wrong with one item of a batch never touches its neighbours. */
@Injectable()
export class EventsService {
  constructor(
    private readonly keys: WriteKeys,
    private readonly intake: Intake,
  ) {}

  /** A single call: wrong is wrong as a whole. */
  async one(request: FastifyRequest, body: unknown, kind: ItemKind): Promise<IngestionReply> {
    const key = await this.keys.workspaceOf(request, body);
    this.keys.take(key, 1);
    const reading = readItem(body, kind);
    if ('problems' in reading) throw new Malformed('This event cannot be accepted.', reading.problems);
    const [outcome] = await this.intake.accept(key.workspaceId, [reading.item]);
    if (typeof outcome === 'object') {
      const { path, refused, conflict } = outcome;
      if (conflict) throw new Conflict(refused, { problems: [{ path, message: refused }] });
      throw new Malformed('This event cannot be accepted.', [{ path, message: refused }]);
    }
    return {
      success: true,
      accepted: outcome === 'accepted' ? 1 : 0,
      duplicates: outcome === 'duplicate' ? 1 : 0,
      refused: [],
    };
  }

  async batch(request: FastifyRequest, body: unknown): Promise<IngestionReply> {
    const key = await this.keys.workspaceOf(request, body);
    const parsed = batchSchema.safeParse(body);
    if (!parsed.success) {
      throw new Malformed(`Send {"batch": […]} with 1 to ${INGESTION_LIMITS.batch} items.`, located(parsed.error));
    }
    const { batch, sentAt } = parsed.data;
    this.keys.take(key, batch.length);
    const sent = sentAt == null ? undefined : parseInstant(sentAt);
    const items: Item[] = [];
    const places: number[] = [];
    const refused: IngestionReply['refused'] = [];
    batch.forEach((raw, index) => {
      const reading = readItem(raw, undefined, sent);
      if ('problems' in reading) {
        refused.push({ index, problem: words(reading.problems) });
        return;
      }
      items.push(reading.item);
      places.push(index);
    });
    const outcomes = items.length === 0 ? [] : await this.intake.accept(key.workspaceId, items);
    return summary(outcomes, places, refused);
  }
}

function summary(
  outcomes: readonly Outcome[],
  places: readonly number[],
  refused: IngestionReply['refused'],
): IngestionReply {
  let accepted = 0;
  let duplicates = 0;
  outcomes.forEach((outcome, index) => {
    if (outcome === 'accepted') accepted += 1;
    else if (outcome === 'duplicate') duplicates += 1;
    else refused.push({ index: places[index]!, problem: words([{ path: outcome.path, message: outcome.refused }]) });
  });
  refused.sort((a, b) => a.index - b.index);
  return { success: refused.length === 0, accepted, duplicates, refused };
}

function words(problems: readonly Located[]): string {
  return problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ');
}
