import { readBundle, type Bundle, type PortableProblem } from '../portable/bundle.js';
import { readFolder, readSingleFile, type RawBundle } from '../portable/folder.js';
import { standInId } from '../portable/ids.js';
import { Renderer } from '../rendering/renderer.js';
import type { WorkspaceEntity } from '../store/workspace.entity.js';
import { Application, type Change } from './application.js';
import type { Installation } from './installation.js';

export interface ApplyOptions {
  path: string;
  folder: boolean;
  publish: boolean;
  /** Only says what would change. */
  check: boolean;
}

/** What is wrong with the files, a line each. Nothing was changed. */
export class ApplyRefusal extends Error {}

/** Reads, checks and applies files; all of it or nothing. */
export async function applyFiles(
  installation: Installation,
  workspace: WorkspaceEntity,
  options: ApplyOptions,
): Promise<{ changes: Change[]; warnings: string[] }> {
  const idOf = (file: string) => standInId(workspace.id, `file ${file}`);
  const raw = await (options.folder ? readFolder : readSingleFile)(options.path, idOf);
  const read = readBundle(raw.document);
  if ('problems' in read) throw refusal(read.problems, raw);
  const unreadable = await templateProblems(read.bundle);
  if (unreadable.length > 0) throw refusal(unreadable, raw);
  const application = new Application(installation, workspace, options.publish);
  await application.run(read.bundle, options.check);
  if (application.problems.length > 0) throw refusal(application.problems, raw);
  return { changes: application.changes, warnings: application.warnings.map((problem) => lineOf(problem, raw)) };
}

/** Every text of every template is parsed, as when it is saved in the console. */
async function templateProblems({ templates }: Bundle): Promise<PortableProblem[]> {
  const texts = templates.flatMap(({ variants }, index) =>
    Object.entries(variants).flatMap(([language, { subject, body }]) => [
      { place: `templates.${index}.variants.${language}.subject`, text: subject, as: 'text' as const },
      { place: `templates.${index}.variants.${language}.body`, text: body, as: 'html' as const },
    ]),
  );
  const renderer = new Renderer();
  try {
    const checks = await Promise.all(texts.map(({ text, as }) => renderer.parseTemplate(text, as)));
    return checks.flatMap((check, index) => {
      if (!('problem' in check)) return [];
      const { line, message } = check.problem;
      return [{ place: texts[index]!.place, message: `${line === undefined ? '' : `line ${line}: `}${message.en}` }];
    });
  } finally {
    await renderer.close();
  }
}

function refusal(problems: readonly PortableProblem[], raw: RawBundle): ApplyRefusal {
  return new ApplyRefusal(problems.map((problem) => lineOf(problem, raw)).join('\n'));
}

/** A problem with the file it is in, where there are several. */
function lineOf({ place, message }: PortableProblem, { sources }: RawBundle): string {
  const [, item = '', rest = ''] = /^(\w+\.\d+)\.?(.*)$/.exec(place) ?? [];
  const file = sources.get(item);
  const where = file === undefined ? place : [file, rest].filter((part) => part !== '').join(': ');
  return where === '' ? message : `${where}: ${message}`;
}
