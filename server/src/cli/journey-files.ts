import { readFile } from 'node:fs/promises';
import {
  checkJourney,
  jsonFault,
  JOURNEY_LIMITS,
  problemLine,
  readJourney,
  type Journey,
  type Problem,
  type Surroundings,
} from '@sojourn/journey';
import { PRESETS, stageModelSchema, type StageModel } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { issueWords, type Language } from '@sojourn/rules';
import type { z } from 'zod';
import { InputFault, type Terminal } from './command.js';

/** A file's text. No file of ours is larger than a journey may be. */
export async function textOf(path: string, language: Language): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputFault(language === 'zh' ? `${path} 无法读取：${why}` : `${path} cannot be read: ${why}`);
  }
  if (text.length <= JOURNEY_LIMITS.bytes) return text;
  const most = `${JOURNEY_LIMITS.bytes / 1e6} MB`;
  throw new InputFault(language === 'zh' ? `${path} 超过 ${most}。` : `${path} is larger than ${most}.`);
}

/** What a text of JSON holds. */
export function documentIn(path: string, text: string, language: Language): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { line, column } = jsonFault(text);
    throw new InputFault(
      language === 'zh'
        ? `${path}：不是有效的 JSON，问题出现在第 ${line} 行第 ${column} 列。`
        : `${path}: this is not JSON: it goes wrong in line ${line}, column ${column}.`,
    );
  }
}

/** A document of this shape, else a line for each fault. `path` says what it stands in. */
export function shaped<T>(path: string, document: unknown, schema: z.ZodType<T>, language: Language): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const lines = issueWords(parsed.error, document).map(({ path: at, message }) =>
    [path, at.map(String).join('.'), message[language]].filter((part) => part !== '').join(': '),
  );
  throw new InputFault(lines.join('\n'));
}

/** A lifecycle model by the id of one that comes along, or else by its file. */
export async function modelNamed(name: string, language: Language): Promise<StageModel> {
  const preset = PRESETS.find(({ id }) => id === name);
  if (preset) return preset;
  return shaped(name, documentIn(name, await textOf(name, language), language), stageModelSchema, language);
}

/** A journey, from its text or document, that could be published here; warnings are told, errors are thrown. */
export function checkedJourney(path: string, given: unknown, around: Surroundings, terminal: Terminal): Journey {
  const read = readJourney(given, nodes);
  const problems = read.problems ?? checkJourney(read.journey!, nodes, {}, around);
  const lines = (severity: Problem['severity']) =>
    problems
      .filter((problem) => problem.severity === severity)
      .map((problem) => `${path}: ${problemLine(problem, terminal.language)}`);
  const errors = lines('error');
  if (errors.length > 0) throw new InputFault(errors.join('\n'));
  for (const line of lines('warning')) terminal.err(line);
  return read.journey!;
}
