import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../architecture/sources.js';
import { numbersIn, ruleIdsIn, type TestName } from './names.js';
import { type Mark, readNumbers, readRules, type Rule } from './rules.js';

const RULES = 'docs/semantics.md';

/** Where the numbers after a letter are given their meaning. */
const PAGES: Readonly<Record<string, string>> = {
  D: 'docs/architecture.md',
  F: 'docs/reliability.md',
  I: 'docs/security.md',
  P: 'docs/reliability.md',
  S: 'docs/security.md',
};

/** What looks like the id of a rule and is the name of something else. */
const NO_RULES = ['UTF', 'SHA', 'ISO', 'RFC', 'HTTP'];

/** A rule with the names of the tests that name it. */
export type Covered = Rule & { tests: readonly TestName[] };

/** The rules as published. */
export function coverage(names: readonly TestName[]): Covered[] {
  return readRules(read(RULES)).map((rule) => ({
    ...rule,
    tests: names.filter(({ name }) => ruleIdsIn(name).includes(rule.id)),
  }));
}

/** Ids in names of tests that no page knows, as sentences. */
export function unknownIds(names: readonly TestName[]): string[] {
  const rules = new Set(readRules(read(RULES)).map(({ id }) => id));
  const numbers = numbersOfPages();
  return names.flatMap(({ path, name }) => {
    const lost = ruleIdsIn(name).filter((id) => !rules.has(id) && !NO_RULES.includes(id.split('-')[0]!));
    const lostNumbers = numbersIn(name).filter((id) => PAGES[id[0]!] !== undefined && !numbers.has(id));
    const say = (id: string, page: string) => `${path}: "${name}" names ${id}, which ${page} does not have`;
    return [...lost.map((id) => say(id, RULES)), ...lostNumbers.map((id) => say(id, PAGES[id[0]!]!))];
  });
}

/** What the pages call true, as a whole or in part, and no test names. */
export function claimsWithoutTest(names: readonly TestName[]): string[] {
  const numbersNamed = new Set(names.flatMap(({ name }) => numbersIn(name)));
  const rules = coverage(names).filter(({ mark, tests }) => mark !== '○' && tests.length === 0);
  const numbers = [...numbersOfPages()].filter(([id, mark]) => mark !== '○' && !numbersNamed.has(id));
  return [...rules.map(({ id }) => id), ...numbers.map(([id]) => id)];
}

/** What `npm run semantics` prints: each group with its rules that no test names, and the sum in the last line. */
export function report(rules: readonly Covered[]): string[] {
  const groups = [...new Set(rules.map(({ group }) => group))];
  const lines = groups.flatMap((group) => {
    const own = rules.filter((rule) => rule.group === group);
    const missing = own.filter(({ tests }) => tests.length === 0);
    const head = `${group.padEnd(8)} ${own.length - missing.length} of ${own.length} rules have a test`;
    return [head, ...missing.map(({ id, text }) => `  ${id.padEnd(10)} ${shortened(text)}`)];
  });
  const behind = rules.filter(({ mark, tests }) => mark === '○' && tests.length > 0).map(({ id }) => id);
  if (behind.length > 0) lines.push('', `Marked ○ in ${RULES} although a test names them: ${behind.join(', ')}`);
  return [...lines, '', `${rules.filter(({ tests }) => tests.length === 0).length} rules without a test`];
}

function numbersOfPages(): Map<string, Mark> {
  return new Map([...new Set(Object.values(PAGES))].flatMap((path) => [...readNumbers(read(path))]));
}

const shortened = (text: string): string => (text.length > 90 ? `${text.slice(0, 89).trimEnd()}…` : text);

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
