import type { Words } from '@sojourn/rules';

/** What is wrong with a template and where, counted from 1; without a place where it is wrong as a whole. */
export interface TemplateProblem {
  line?: number;
  column?: number;
  message: Words;
}

/** The result of checking a template: the paths of the variables it asks for, as `profile.first_name`, or what is wrong. */
export type TemplateCheck = { variables: string[] } | { problem: TemplateProblem };

/** What the render thread tells of a template that it could not parse or render. */
export interface Fault {
  reason: string;
  line?: number;
  column?: number;
  message?: string;
}

/** A fault in the operator's words. */
export function templateProblem({ reason, line, column, message = '' }: Fault): TemplateProblem {
  return {
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message:
      (message && told(message)) ||
      (LIMITS[reason] ?? { en: `This template cannot be read: ${message}.`, zh: `模板无法解析：${message}。` }),
  };
}

const TOO_MUCH: Words = {
  en: 'This template takes too much time or memory. Use smaller loops.',
  zh: '模板耗费的时间或内存过多，请缩小循环。',
};

const LIMITS: Record<string, Words> = {
  render_limit: TOO_MUCH,
  render_timeout: TOO_MUCH,
  render_memory: TOO_MUCH,
  too_large: { en: 'This template, or what it makes, is too long.', zh: '模板或其生成的内容过长。' },
  renderer_unavailable: {
    en: 'Templates cannot be checked at the moment. Try again.',
    zh: '暂时无法检查模板，请稍后重试。',
  },
};

const KNOWN: [pattern: RegExp, words: (name: string) => Words][] = [
  [/^undefined filter: (.*)/, (name) => ({ en: `There is no filter "${name}".`, zh: `没有名为“${name}”的过滤器。` })],
  [/^tag "(.*)" not found/, (name) => ({ en: `There is no tag "${name}".`, zh: `没有名为“${name}”的标签。` })],
  [/^tag "?(.*?)"? not closed/, (name) => ({ en: `The tag ${name} is not closed.`, zh: `标签 ${name} 没有闭合。` })],
  [/^output "(.*)" not closed/s, (name) => ({ en: `${name} has no closing }}.`, zh: `${name} 缺少结尾的 }}。` })],
  [/^unexpected token (.*)/, (name) => ({ en: `${name} is not expected here.`, zh: `此处不应出现 ${name}。` })],
];

function told(message: string): Words | undefined {
  for (const [pattern, words] of KNOWN) {
    const found = pattern.exec(message);
    if (found) return words(found[1] ?? '');
  }
  return undefined;
}
