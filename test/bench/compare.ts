import { freshDatabase } from '../support/database.js';
import type { BenchCase, Figure } from './bench-case.js';
import { EngineProcess } from './engine-process.js';
import { installPeers } from './peers/install.js';
import { since } from './processor-time.js';
import { Program } from './program.js';
import {
  emptyHotTables,
  expectComplete,
  NODES_PER_PROFILE,
  openStandardWorkspace,
  storeEvents,
} from './standard-journey.js';

/** Another way to build journeys, as a program of `peers/`. */
export interface Peer {
  name: string;
  program: string;
  /** Profiles it plays in a round at scale 1: as many as take it about as long as the engine takes for its own. */
  profiles: number;
  /** How many times as fast the engine must be. */
  atLeast: number;
  /** Starts what it needs besides Postgres, and tells its address. */
  needs?: () => Promise<{ url: string; stop(): Promise<void> }>;
}

/** Profiles the engine plays at scale 1, in B1 and wherever something is compared with it. */
export const ENGINE_PROFILES = 100_000;

/** The standard journey on the engine and on a peer, by turns in one run, compared by nodes a second. */
export function comparison(id: string, title: string, peer: Peer): BenchCase {
  return {
    id,
    title,
    async run({ scale, rounds, warmUps, cpu }) {
      installPeers();
      const ours = Math.max(1, Math.round(ENGINE_PROFILES * scale));
      const theirs = Math.max(1, Math.round(peer.profiles * scale));
      const [database, other] = [await freshDatabase(), await freshDatabase()];
      const workspace = await openStandardWorkspace(database.pool);
      const needed = await peer.needs?.();
      const [engine, program] = [new EngineProcess(), Program.start(`peers/${peer.program}`)];
      const figures: Figure[] = [];
      try {
        await program.call('open', other.url, needed?.url);
        for (let round = 1 - warmUps; round <= rounds; round++) {
          await emptyHotTables(database.pool);
          await storeEvents(database.pool, workspace, ours);
          const before = cpu();
          const run = await engine.play(database.url, database.pool, ours);
          const used = since(before, cpu());
          await expectComplete(database.pool, ours);

          await program.call('store', theirs);
          const beforePeer = cpu();
          const played = await program.call<number>('play', theirs);
          const usedByPeer = since(beforePeer, cpu());
          await expectPlayed(program, theirs);
          if (round < 1) continue;

          const speed = (ours * NODES_PER_PROFILE) / run.seconds;
          const speedOfPeer = (theirs * NODES_PER_PROFILE) / played.value;
          figures.push(
            { name: 'engine', unit: 'nodes/s', value: speed, cpu: { ...used, node: run.cpu }, memory: run.memory },
            {
              name: peer.name,
              unit: 'nodes/s',
              value: speedOfPeer,
              cpu: { ...usedByPeer, node: played.cpu },
              memory: played.memory,
            },
            { name: `engine / ${peer.name}`, unit: 'ratio', value: speed / speedOfPeer, atLeast: peer.atLeast },
          );
        }
      } finally {
        await Promise.all([engine.close(), program.stop()]);
        await needed?.stop();
        await Promise.all([database.drop(), other.drop()]);
      }
      return figures;
    },
  };
}

async function expectPlayed(program: Program, profiles: number): Promise<void> {
  const { value } = await program.call<{ steps: number; ended: number }>('found');
  if (value.steps !== profiles * NODES_PER_PROFILE || value.ended !== profiles) {
    const { steps, ended } = value;
    throw new Error(
      `Expected ${profiles} ended and ${profiles * NODES_PER_PROFILE} steps, found ${ended} and ${steps}.`,
    );
  }
}
