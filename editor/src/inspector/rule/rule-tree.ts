import type { Comparison, Rule } from '@sojourn/rules';

/** How the parts of a group are joined. "none" is `not any`, "not_all" is `not all` (or not of a single part). */
export const JOINS = ['all', 'any', 'none', 'not_all'] as const;
export type Join = (typeof JOINS)[number];

/** A rule as the builder shows it: a group of parts. */
export interface Group {
  join: Join;
  parts: readonly Rule[];
}

export function isComparison(rule: Rule): rule is Comparison {
  return 'fact' in rule;
}

/** Reads any rule as a group; a lone comparison is a group of one. */
export function asGroup(rule: Rule | undefined): Group {
  if (!rule) return { join: 'all', parts: [] };
  if ('all' in rule) return { join: 'all', parts: rule.all };
  if ('any' in rule) return { join: 'any', parts: rule.any };
  if (!('not' in rule)) return { join: 'all', parts: [rule] };
  if ('any' in rule.not) return { join: 'none', parts: rule.not.any };
  if ('all' in rule.not) return { join: 'not_all', parts: rule.not.all };
  return { join: 'not_all', parts: [rule.not] };
}

export function asRule({ join, parts }: Group): Rule {
  switch (join) {
    case 'all':
      return { all: [...parts] };
    case 'any':
      return { any: [...parts] };
    case 'none':
      return { not: { any: [...parts] } };
    case 'not_all':
      return { not: { all: [...parts] } };
  }
}

/** Puts a part in the place of another; without a part the place is given up. */
export function withPart(group: Group, index: number, part: Rule | undefined): Group {
  return { ...group, parts: part ? group.parts.with(index, part) : group.parts.toSpliced(index, 1) };
}

export function withMore(group: Group, part: Rule): Group {
  return { ...group, parts: [...group.parts, part] };
}
