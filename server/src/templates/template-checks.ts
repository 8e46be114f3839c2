import type { TemplateRefusal, Variants } from '@sojourn/api';
import { Problem } from '../http/problem.js';
import type { Renderer } from '../rendering/renderer.js';

type Found = TemplateRefusal['templateProblems'][number];

/** Everything in a template's texts that does not parse, by language and place. */
export async function templateProblems(renderer: Renderer, variants: Variants): Promise<Found[]> {
  const texts = Object.entries(variants).flatMap(([language, { subject, body }]) => [
    { language, field: 'subject' as const, text: subject, as: 'text' as const },
    { language, field: 'body' as const, text: body, as: 'html' as const },
  ]);
  const checks = await Promise.all(texts.map(({ text, as }) => renderer.parseTemplate(text, as)));
  return checks.flatMap((check, index) => {
    const { language, field } = texts[index]!;
    return 'problem' in check ? [{ language, field, ...check.problem }] : [];
  });
}

/** 422 with the places at fault. */
export function refusedTemplate(found: readonly Found[], title: string): Problem {
  const problems = found.map(({ language, field, line, column, message }) => {
    const place = [line === undefined ? '' : `Line ${line}`, column === undefined ? '' : `column ${column}`]
      .filter((part) => part !== '')
      .join(', ');
    return { path: `variants.${language}.${field}`, message: `${place}${place === '' ? '' : ': '}${message.en}` };
  });
  return new Problem(422, title, { problems, body: { templateProblems: found } });
}
