import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { holdTrial, type Outcome } from './trial.js';

const CHARGE = { databaseUrl: 'none', worker: 'test', suspects: [{ shard: 1, profiles: 2 }], aside: ['z'] };
const AT = (profile: string) => `await say({ kind: 'at', profile: '${profile}' });`;

describe('a child on trial', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trial-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Holds a trial by a program that does this once it was charged. */
  async function held(
    body: string,
    options: { silence?: number; signal?: AbortSignal; onFault?: (what: string, cause: unknown) => void } = {},
  ): Promise<Outcome> {
    const file = join(folder, `${Math.random()}.mjs`);
    await writeFile(
      file,
      `import { once } from 'node:events';
       const say = (testimony) => new Promise((said) => process.send(testimony, said));
       const [charge] = await once(process, 'message');
       ${body}
       process.disconnect();`,
    );
    const { signal = new AbortController().signal, onFault = () => undefined, silence } = options;
    return holdTrial({ ...CHARGE, program: pathToFileURL(file), signal, onFault, ...(silence && { silence }) });
  }

  it('D10 comes through, and tells what befell it', async () => {
    const faults: unknown[] = [];
    const onFault = (what: string, cause: unknown) => faults.push(what, (cause as Error).message);
    const tell = `await say({ kind: 'fault', what: JSON.stringify(charge), cause: 'so' });`;
    expect(await held(`${tell} ${AT('a')} await say({ kind: 'through' });`, { onFault })).toEqual({ end: 'through' });
    expect(faults).toEqual([JSON.stringify(CHARGE), 'so']);
  });

  it('D10 dies over whom it named last', async () => {
    const dying = `process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => {}, 1000));`;
    expect(await held(`${AT('a')} ${AT('b')} ${dying}`)).toEqual({ end: 'died', at: 'b' });
    expect(await held(`${AT('a')} process.exit(0);`)).toEqual({ end: 'died', at: 'a' });
    expect(await held('throw new Error();')).toEqual({ end: 'died', at: undefined });
  });

  it('D10 that hangs in what it plays is ended, and died of it', async () => {
    expect(await held(`${AT('a')} for (;;);`, { silence: 3_000 })).toEqual({ end: 'died', at: 'a' });
  });

  it('D10 that gives up by itself says why', async () => {
    const outcome = await held(`${AT('a')} await say({ kind: 'failed', cause: 'no database' });`);
    expect(outcome).toEqual({ end: 'failed', cause: new Error('no database') });
  });

  it('D10 ends with its parent', async () => {
    const stopping = new AbortController();
    const onFault = () => stopping.abort();
    const waiting = `await say({ kind: 'fault', what: '', cause: '' }); setInterval(() => {}, 1000); await new Promise(() => {});`;
    expect(await held(waiting, { signal: stopping.signal, onFault })).toEqual({ end: 'died', at: undefined });
  });
});
