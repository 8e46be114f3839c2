import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { editorOffences, packageOffences, serverOffences } from './rooms.js';
import { type Source, linesLike, sourcesIn, stringsOf } from './sources.js';

/** Files that may be longer, each with its reason. */
const LONGER: Record<string, string> = {};

const all = sourcesIn('');

describe('imports', () => {
  it('of the packages point down, and reach nothing impure', () => expect(packageOffences()).toEqual([]));
  it('of the editor reach the packages only', () => expect(editorOffences()).toEqual([]));
  it('of the server follow the rooms of docs/architecture.md', () => expect(serverOffences()).toEqual([]));
});

describe('every file', () => {
  it('has one subject: at most 300 lines, a spec at most 400', () => {
    const long = all
      .map(({ path, text, isSpec }) => ({ path, lines: text.split('\n').length - 1, most: isSpec ? 400 : 300 }))
      .filter(({ path, lines, most }) => lines > most && !LONGER[path])
      .map(({ path, lines, most }) => `${path} has ${lines} lines, over ${most}: find the second subject in it`);
    expect(long).toEqual([]);
  });

  it('has a name that says its subject', () => {
    const vague = /^(utils?|helpers?|common|shared|types|constants|interfaces|misc)\.[jt]sx?$/;
    const bad = all
      .filter(({ path }) => vague.test(basename(path)))
      .map(({ path }) => `${path}: name it after what stands in it; types live where they are made`);
    expect(bad).toEqual([]);
  });
});

describe('SQL', () => {
  it('stands in store/ and database/ only', () => {
    const sql =
      /\b(select\b[\s\S]+\bfrom\b|insert\s+into\b|update\s+\w+\s+set\b|delete\s+from\b|(create|alter|drop)\s+table\b)/i;
    const elsewhere = sourcesIn('server/src/')
      .filter(({ path, isSpec }) => !isSpec && !/^server\/src\/(store|database)\//.test(path))
      .flatMap((source) =>
        stringsOf(source)
          .filter((text) => looksLikeSql(text, sql))
          .map(() => source.path),
      )
      .map((path) => `${path} holds SQL: give a class of server/src/store a method that says what you need`);
    expect(elsewhere).toEqual([]);
  });
});

describe('time', () => {
  it('TIME-4 is an argument, or comes from the clock, in the packages, the engine and the store', () => {
    const rooms = sourcesIn('packages/', 'server/src/engine/', 'server/src/store/').filter(({ isSpec }) => !isSpec);
    const offences = found(
      rooms,
      /\bDate\.now\(|\bnew Date\(\s*\)|\bDateTime\.(now|local|utc)\(\s*\)/,
      'reads the clock: take `now` as an argument',
    );
    expect(offences).toEqual([]);
  });

  it('is never slept away in a spec', () => {
    const specs = all.filter(({ isSpec }) => isSpec);
    const sleeping = /(?<!jest\.)\bsetTimeout\s*\(|\bsleep\s*\(|timers\/promises/;
    expect(
      found(specs, sleeping, 'sleeps: wait for a signal, or use test/support/until.ts for what gives none'),
    ).toEqual([]);
  });
});

describe('chance', () => {
  it('is an argument in the packages', () => {
    const code = sourcesIn('packages/').filter(({ isSpec }) => !isSpec);
    expect(
      found(code, /\bMath\.random\(|\brandomUUID\(/, 'rolls dice: take a seed or a generator as an argument'),
    ).toEqual([]);
  });
});

/** English prose may hold the same words; a statement begins with its verb. */
function looksLikeSql(text: string, pattern: RegExp): boolean {
  return /^\s*(with|select|insert|update|delete|create|alter|drop)\b/i.test(text) && pattern.test(text);
}

function found(sources: Source[], pattern: RegExp, what: string): string[] {
  return sources.flatMap((source) => linesLike(source, pattern).map((line) => `${source.path}:${line} ${what}`));
}
