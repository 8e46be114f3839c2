import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** So many profiles of a shard may hold what kills. */
export interface Suspect {
  shard: number;
  profiles: number;
}

/** What the child is asked to do. It comes by a message: an address of a database has a password in it. */
export interface Charge {
  databaseUrl: string;
  worker: string;
  suspects: readonly Suspect[];
  aside: readonly string[];
}

/** What the child says: whom it is about to play, what befell it, and how it ended. */
export type Testimony =
  | { kind: 'at'; profile: string }
  | { kind: 'fault'; what: string; cause: string }
  | { kind: 'through' }
  | { kind: 'failed'; cause: string };

/** Everybody was played or put aside; or the child gave up by itself; or it died, over whom it named last. */
export type Outcome = { end: 'through' } | { end: 'failed'; cause: Error } | { end: 'died'; at: string | undefined };

/** A child that says nothing for so long, in milliseconds, is lost in what it plays. Statements end sooner. */
const SILENCE = 30_000;

export interface TrialOptions extends Charge {
  /** What the child runs; it calls `playOnTrial`. */
  program: URL;
  signal: AbortSignal;
  /** {@link SILENCE}, unless given. */
  silence?: number;
  onFault: (what: string, cause: unknown) => void;
}

/** Plays suspects in a child process and tells how that ended. */
export function holdTrial({ program, signal, silence = SILENCE, onFault, ...charge }: TrialOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(program), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    let at: string | undefined;
    let said: Outcome | undefined;
    const kill = () => void child.kill('SIGKILL');
    let patience = setTimeout(kill, silence);
    const end = (cause?: Error) => {
      clearTimeout(patience);
      signal.removeEventListener('abort', kill);
      resolve(said ?? (cause ? { end: 'failed', cause } : { end: 'died', at }));
    };
    signal.addEventListener('abort', kill);
    child.on('message', (testimony: Testimony) => {
      clearTimeout(patience);
      patience = setTimeout(kill, silence);
      if (testimony.kind === 'at') at = testimony.profile;
      else if (testimony.kind === 'fault') onFault(testimony.what, new Error(testimony.cause));
      else if (testimony.kind === 'through') said = { end: 'through' };
      else said = { end: 'failed', cause: new Error(testimony.cause) };
    });
    child.once('error', end);
    child.once('exit', () => end());
    child.send(charge, (error) => error && kill());
  });
}
