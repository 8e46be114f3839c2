import { variantsSchema, type Variants } from '@sojourn/api';
import type { JourneyTest, TestDifference, TestSend } from '@sojourn/journey';
import type { Language, Words } from '@sojourn/rules';
import { z } from 'zod';
import { renderMails, type RenderedMail } from '../rendering/mail.js';
import { Renderer } from '../rendering/renderer.js';
import { documentIn, shaped, textOf } from './journey-files.js';

/** Texts by template and language. */
export type TestTemplates = ReadonlyMap<string, Variants>;

/** As `sojourn export` writes a template; only its texts count here. */
const templateSchema = z.object({ variants: variantsSchema });

/** Where a link to unsubscribe leads in a test. */
const UNSUBSCRIBE = 'https://example.com/unsubscribe';

/** The topic that carries no way to unsubscribe. */
const TRANSACTIONAL = 'transactional';

/** The templates a test names, read from their files. `pathOf` says where a file is that the test names. */
export async function testTemplates(
  { templates = {} }: JourneyTest,
  file: string,
  pathOf: (named: string) => string,
  language: Language,
): Promise<Map<string, Variants>> {
  const read = new Map<string, Variants>();
  for (const [id, given] of Object.entries(templates)) {
    const path = typeof given === 'string' ? pathOf(given) : `${file}: templates.${id}`;
    const document = typeof given === 'string' ? documentIn(path, await textOf(path, language), language) : given;
    read.set(id, shaped(path, document, templateSchema, language).variants);
  }
  return read;
}

/** Compares what messages say with what a test expects; `sends` are those it expects, in the same order. */
export async function wordsDifferences(
  { expect, workspace = {} }: JourneyTest,
  sends: readonly TestSend[],
  templates: TestTemplates,
  journey: { name: string },
): Promise<TestDifference[]> {
  const asked = (expect.sends ?? []).flatMap(({ subject, says = [] }, index) =>
    subject === undefined && says.length === 0 ? [] : [{ subject, says, index, send: sends[index]! }],
  );
  if (asked.length === 0) return [];
  const { name = 'Test', language } = workspace;
  const mails = asked.map(({ send: { topic, template, attributes, entry } }) => ({
    variants: templates.get(template ?? '') ?? {},
    language,
    told: {
      profile: { id: 'profile', attributes },
      journey: { id: 'tested', name: journey.name },
      workspace: { name },
      entry,
      unsubscribeUrl: topic === TRANSACTIONAL ? undefined : UNSUBSCRIBE,
    },
  }));
  const renderer = new Renderer();
  try {
    const rendered = await renderMails(renderer, mails);
    return asked.flatMap(({ subject, says, index, send }, at): TestDifference[] => {
      const mail = rendered[at]!;
      const place = `expect.sends.${index}`;
      if ('reason' in mail) return [{ place, message: notRendered(send.template, mail) }];
      return [
        ...(subject === undefined || subject === mail.subject
          ? []
          : [unlike(`${place}.subject`, subject, mail.subject)]),
        ...says.flatMap((text, line) => (reads(mail, text) ? [] : [unlike(`${place}.says.${line}`, text, mail.text)])),
      ];
    });
  } finally {
    await renderer.close();
  }
}

/** Whether it stands in the text, however its lines are broken, or in the HTML as it is. */
const reads = ({ text, html }: RenderedMail, wanted: string): boolean =>
  inOneLine(text).includes(inOneLine(wanted)) || html.includes(wanted);
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function unlike(place: string, wanted: string, came: string): TestDifference {
  const [expected, read] = [JSON.stringify(wanted), JSON.stringify(came)];
  return { place, message: { en: `expected ${expected}; came ${read}`, zh: `期望 ${expected}；实际 ${read}` } };
}

function notRendered(template: string | undefined, { reason, detail }: { reason: string; detail?: string }): Words {
  if (reason === 'no_template')
    return {
      en: `The template "${template}" is not known. Name its file under "templates".`,
      zh: `找不到模板“${template}”，请在“templates”中指明其文件。`,
    };
  const why = [reason, detail].filter((part) => part !== undefined).join(', ');
  return { en: `The template "${template}" could not be rendered: ${why}.`, zh: `模板“${template}”无法渲染：${why}。` };
}
