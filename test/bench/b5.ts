import type { BenchCase } from './bench-case.js';
import { takeIn } from './ingestion.js';

/** B5: events over HTTP one by one. */
export const b5: BenchCase = {
  id: 'B5',
  title: 'Ingestion of single events on 64 connections: engine on, engine off, floor',
  run: (setting) =>
    takeIn(setting, { connections: 64, events: Math.max(640, Math.round(60_000 * setting.scale)), perRequest: 1 }, 50),
};
