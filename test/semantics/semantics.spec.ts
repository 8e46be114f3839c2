import { describe, expect, it } from '@jest/globals';
import { claimsWithoutTest, coverage, report, unknownIds } from './coverage.js';
import { namesIn, numbersIn, ruleIdsIn, testNames } from './names.js';
import { readNumbers, readRules } from './rules.js';

describe('the published rules', () => {
  const names = testNames();
  const rules = coverage(names);

  it('are numbered from 1 in each group, without a gap, each once', () => {
    const groups = [...new Set(rules.map(({ group }) => group))];
    const expected = groups.flatMap((group) =>
      rules.filter((rule) => rule.group === group).map((_, index) => `${group}-${index + 1}`),
    );
    expect(rules.map(({ id }) => id)).toEqual(expected);
    expect(rules.length).toBeGreaterThan(60);
  });

  // When this fails: a test was renamed, or docs/ promises what no test names. Name it, or mark it ○.
  it('are called true, as a whole or in part, only where a test names them', () => {
    expect(claimsWithoutTest(names)).toEqual([]);
  });

  it('say what holds today where that is a part, and only there', () => {
    expect(rules.filter(({ mark, today }) => (mark === '◐') !== (today !== undefined)).map(({ id }) => id)).toEqual([]);
  });

  it('are all that tests name, beside the numbers of the other pages', () => expect(unknownIds(names)).toEqual([]));

  it('are missed where a test names one that is not there', () => {
    expect(unknownIds([{ path: 'a.spec.ts', name: 'TIME-99 P1 F99 reads UTF-8' }])).toEqual([
      'a.spec.ts: "TIME-99 P1 F99 reads UTF-8" names TIME-99, which docs/semantics.md does not have',
      'a.spec.ts: "TIME-99 P1 F99 reads UTF-8" names F99, which docs/reliability.md does not have',
    ]);
  });
});

describe('reading the rules', () => {
  it('takes what is indented below as a part of the rule', () => {
    const page = ['# Rules', '', '- ✓ **TIME-1** One', '  and more.', '- ◐ **TIME-2** Two.', '  Today: a', '  part.', '', 'Text.', '  Not a rule.']; // prettier-ignore
    expect(readRules(page.join('\n'))).toEqual([
      { id: 'TIME-1', group: 'TIME', mark: '✓', text: 'One and more.' },
      { id: 'TIME-2', group: 'TIME', mark: '◐', text: 'Two.', today: 'a part.' },
    ]);
  });

  it('finds the numbers that a page explains', () => {
    expect(readNumbers('- ○ **D1** One.\n- ✓ **F12** Two.\nSee **D3**.\n')).toEqual(
      new Map([
        ['D1', '○'],
        ['F12', '✓'],
      ]),
    );
  });
});

describe('reading the names of tests', () => {
  const names = (text: string) => namesIn({ path: 'a.spec.ts', text }).map(({ name }) => name);

  it('knows groups, tests, tables and templates', () => {
    expect(
      names(
        "describe('TIME-1 a', () => { it('b', f); it.each([1])('c %s', f); test(`d ${e} f`, f); describe.each(x)('g', f); });",
      ),
    ).toEqual(['TIME-1 a', 'b', 'c %s', 'd … f', 'g']);
  });

  it('leaves out what is skipped, with all that stands in it, and what is no test', () => {
    expect(names("describe.skip('a', () => { it('b', f); }); it.todo('c'); expect('d'); visit('e');")).toEqual([]);
  });

  it('finds ids and numbers', () => {
    expect(ruleIdsIn('TIME-2 TIME-5 in UTF-8, not X-1')).toEqual(['TIME-2', 'TIME-5', 'UTF-8']);
    expect(numbersIn('F1 F3 (S4, I13) and TIME-2, never D123 or MD5')).toEqual(['F1', 'F3', 'S4', 'I13']);
  });
});

describe('the report', () => {
  const rule = (id: string, mark: '✓' | '○', tests: number) => ({
    id,
    group: id.split('-')[0]!,
    mark,
    text: 'Words.',
    tests: Array.from({ length: tests }, () => ({ path: '', name: id })),
  });

  it('lists rules without a test by group, and counts them in its last line', () => {
    expect(report([rule('TIME-1', '✓', 2), rule('TIME-2', '○', 0), rule('WAIT-1', '○', 1)])).toEqual([
      'TIME     1 of 2 rules have a test',
      '  TIME-2     Words.',
      'WAIT     1 of 1 rules have a test',
      '',
      'Marked ○ in docs/semantics.md although a test names them: WAIT-1',
      '',
      '1 rules without a test',
    ]);
  });
});
