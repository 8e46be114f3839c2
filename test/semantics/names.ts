import ts from 'typescript';
import { type Source, sourcesIn } from '../architecture/sources.js';

/** A test's or a group's name, and the file it stands in. */
export interface TestName {
  path: string;
  name: string;
}

/** The names of everything that Jest runs; what is skipped or still to be written proves nothing. */
export function testNames(sources: readonly Source[] = sourcesIn('')): TestName[] {
  // Conformance suites are no specs themselves, but hold the tests of those that call them.
  const holdTests = sources.filter(({ isSpec, text }) => isSpec || text.includes(`from '@jest/globals'`));
  return holdTests.flatMap((source) => namesIn(source));
}

export function namesIn({ path, text }: Pick<Source, 'path' | 'text'>): TestName[] {
  const names: TestName[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const words = wordsOf(node.expression);
      if (words.some((word) => word === 'skip' || word === 'todo') && isTest(words)) return;
      const name = isTest(words) ? textOf(node.arguments[0]) : undefined;
      if (name !== undefined) names.push({ path, name });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return names;
}

/** The rules that a name proves: `TIME-2` and `TIME-5` of `TIME-2 TIME-5 wakes exactly when …`. */
export function ruleIdsIn(name: string): string[] {
  return name.match(/\b[A-Z]{2,}-\d+\b/g) ?? [];
}

/** Numbers after a letter: `F1` and `P2` of `F1 P2 loses nobody`. */
export function numbersIn(name: string): string[] {
  return name.match(/\b[A-Z]\d{1,2}\b/g) ?? [];
}

const isTest = ([first = '']: string[]): boolean => first === 'describe' || first === 'it' || first === 'test';

/** `it.each(rows)` as `it`, `each`; whatever is no chain of names ends in nothing. */
function wordsOf(expression: ts.Expression): string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression)) return [...wordsOf(expression.expression), expression.name.text];
  return ts.isCallExpression(expression) ? wordsOf(expression.expression) : [];
}

function textOf(argument: ts.Expression | undefined): string | undefined {
  if (argument && ts.isStringLiteralLike(argument)) return argument.text;
  if (argument && ts.isTemplateExpression(argument))
    return [argument.head.text, ...argument.templateSpans.map((span) => span.literal.text)].join('…');
  return undefined;
}
