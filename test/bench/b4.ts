import type { BenchCase } from './bench-case.js';
import { takeIn } from './ingestion.js';

/** B4: events over HTTP in batches of 100, durable and deduplicated before the answer. */
export const b4: BenchCase = {
  id: 'B4',
  title: 'Ingestion over HTTP, batches of 100 on 16 connections: engine on, engine off, floor',
  run: (setting) =>
    takeIn(setting, {
      connections: 16,
      events: Math.max(1_600, Math.round(200_000 * setting.scale)),
      perRequest: 100,
    }),
};
