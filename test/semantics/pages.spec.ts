import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../architecture/sources.js';

/** Pictures are taken by hand, when the screens they show are done. */
const LATER = /\bdocs\/pictures\//;

const pages = ['.', 'docs', 'docs/decisions']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => (folder === '.' ? name : `${folder}/${name}`)))
  // The plan speaks of what is not there yet.
  .filter((path) => path.endsWith('.md') && path !== 'docs/PLAN.md')
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const isThere = (path: string): boolean => LATER.test(path) || existsSync(join(root, path));

describe('the pages', () => {
  it('link to what is there', () => {
    const lost = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, link]) => join(dirname(path), link!))
        .filter((target) => !isThere(target))
        .map((target) => `${path} links to ${target}`),
    );
    expect(lost).toEqual([]);
  });

  it('name files and folders that are there', () => {
    const lost = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:packages|server|editor|test|docs)\/[\w./-]*)`/g)]
        .map(([, name]) => name!)
        .filter((name) => !isThere(name))
        .map((name) => `${path} names ${name}`),
    );
    expect(lost).toEqual([]);
  });

  it('stand in their index: each decision in the list of decisions', () => {
    const index = pages.find(({ path }) => path === 'docs/decisions/README.md')!.text;
    const missing = pages.filter(({ path }) => /decisions\/\d/.test(path) && !index.includes(path.split('/').at(-1)!));
    expect(missing.map(({ path }) => path)).toEqual([]);
  });
});
