import type { z } from 'zod';
import { inChinese, type Words } from './language.js';

type Issue = z.core.$ZodIssue;

/** One fault of a document, where it is and what to do about it. */
export interface LocatedFault {
  path: PropertyKey[];
  message: Words;
}

/**
 * What is wrong with a document, in the operator's words: of alternatives only the one that was most likely meant is
 * spoken of. `input` is what was parsed.
 */
export function issueWords(error: z.ZodError, input: unknown): LocatedFault[] {
  return error.issues.flatMap((issue) => locate(issue, input));
}

function locate(issue: Issue, input: unknown): LocatedFault[] {
  if (issue.code !== 'invalid_union') return [{ path: issue.path, message: words(issue, input) }];
  const at = valueAt(input, issue.path);
  const expected = issue.errors.flatMap((branch) =>
    branch.map((each) => (isWrongKind(each) ? each.expected : undefined)),
  );
  if (!expected.includes(undefined) && at !== undefined) {
    return [{ path: issue.path, message: wrongKind([...new Set(expected as string[])]) }];
  }
  if (at === undefined || issue.errors.length === 0) return [{ path: issue.path, message: MISSING }];
  const likeliest = issue.errors.reduce((best, branch) => (distance(branch, at) < distance(best, at) ? branch : best));
  return likeliest
    .flatMap((each) => locate(each, at))
    .map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

/** How far a value is from one of several shapes it could have: keys too many, keys missing, another kind altogether. */
function distance(branch: readonly Issue[], value: unknown): number {
  let far = 0;
  for (const issue of branch) {
    if (issue.code === 'unrecognized_keys') far += issue.keys.length;
    else if (isWrongKind(issue)) far += 10;
    else if (issue.path.length === 1 && valueAt(value, issue.path) === undefined) far += 1;
  }
  return far;
}

const isWrongKind = (issue: Issue): issue is z.core.$ZodIssueInvalidType =>
  issue.code === 'invalid_type' && issue.path.length === 0;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

const MISSING: Words = { en: 'This is missing.', zh: '此项必填。' };

function words(issue: Issue, input: unknown): Words {
  const ours = inChinese(issue.message) ?? (issue.code === 'custom' ? (issue.params?.zh as string) : undefined);
  if (ours) return { en: issue.message, zh: ours };
  if (issue.code === 'custom') return { en: issue.message, zh: issue.message };
  if (issue.path.length > 0 && valueAt(input, issue.path) === undefined && !('keys' in issue)) return MISSING;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'undefined')
        return { en: 'This does not belong here. Remove it.', zh: '此处无需填写，请删除。' };
      return wrongKind([issue.expected]);
    case 'invalid_value':
      return { en: `Use one of: ${issue.values.join(', ')}.`, zh: `只能是以下之一：${issue.values.join('、')}。` };
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => `"${key}"`);
      return {
        en: `${keys.join(', ')} does not belong here. Remove it.`,
        zh: `此处没有 ${keys.join('、')} 这一项，请删除。`,
      };
    }
    case 'too_small':
      return tooSmall(Number(issue.minimum), issue.origin);
    case 'too_big':
      return tooBig(Number(issue.maximum), issue.origin);
    default:
      return { en: 'This is not written in the right form.', zh: '格式不正确。' };
  }
}

const KINDS: Record<string, Words> = {
  string: { en: 'a text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'yes or no', zh: '是或否' },
  array: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
  null: { en: 'nothing', zh: '空值' },
};

function wrongKind(expected: string[]): Words {
  const kinds = expected.map((kind) => KINDS[kind] ?? { en: kind, zh: kind });
  return {
    en: `This must be ${kinds.map(({ en }) => en).join(' or ')}.`,
    zh: `此处应为${kinds.map(({ zh }) => zh).join('或')}。`,
  };
}

function tooSmall(least: number, origin: string): Words {
  if (origin === 'string') {
    return least === 1
      ? { en: 'This must not be empty.', zh: '不能为空。' }
      : { en: `Write at least ${least} characters.`, zh: `至少 ${least} 个字符。` };
  }
  if (origin === 'array') {
    return least === 1
      ? { en: 'Choose at least one.', zh: '请至少选择一项。' }
      : { en: `Choose at least ${least}.`, zh: `请至少选择 ${least} 项。` };
  }
  return { en: `This must be at least ${least}.`, zh: `不能小于 ${least}。` };
}

function tooBig(most: number, origin: string): Words {
  if (origin === 'string') return { en: `Write at most ${most} characters.`, zh: `最多 ${most} 个字符。` };
  if (origin === 'array') return { en: `Choose at most ${most}.`, zh: `最多 ${most} 项。` };
  return { en: `This must be at most ${most}.`, zh: `不能大于 ${most}。` };
}
