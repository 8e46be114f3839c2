import { dirname, isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { journeyTestSchema, playTest, testSurroundings, type JourneyTest, type TestResult } from '@sojourn/journey';
import type { Variants } from '@sojourn/api';
import { ORDERS_ONLY_MODEL, PRESETS, stageModelSchema, type StageModel } from '@sojourn/lifecycle';
import { GALLERY, nodes } from '@sojourn/nodes';
import type { Language } from '@sojourn/rules';
import { InputFault, type Command, type Terminal } from './command.js';
import { checkedJourney, documentIn, modelNamed, shaped, textOf } from './journey-files.js';
import { testFiles } from './test-files.js';
import { testTemplates, wordsDifferences } from './test-words.js';

/** How a journey is named that comes along. */
const FROM_GALLERY = 'gallery:';

/** Plays journey tests on virtual time: no database, no clock, nothing is sent. */
export const command: Command = {
  name: 'test',
  usage: '[FILE|FOLDER|PATTERN]… [--json]',
  summary: {
    en: 'Runs journey tests from files, and sends nothing.',
    zh: '运行文件中的旅程测试，不发送任何内容。',
  },
  help: {
    en: `
Plays every *.journey-test.json in the files and folders named, or under this folder, and compares what comes of it with
what the test expects. Nothing is sent and no database is needed. What stands in such a file: docs/journey-tests.md.

  FILE, FOLDER, PATTERN   which tests; * stands for a part of a name, ** for folders
  --json                  the results as JSON

Exit code 0: all passed. 1: at least one failed; the difference is printed. 2: a file cannot be used, or there is no test.
`,
    zh: `
运行所给文件、文件夹（默认当前文件夹）下的所有 *.journey-test.json，将结果与期望比较。不发送任何内容，也不需要数据库。
文件格式见 docs/journey-tests.md。

  FILE、FOLDER、PATTERN   要运行的测试；* 代表名称的一部分，** 代表任意层文件夹
  --json                  以 JSON 输出结果

退出码 0：全部通过；1：至少一项失败，并输出差异；2：有文件无法使用，或没有找到测试。
`,
  },
  run,
};

/** Of a result what is shown: attributes are for templates alone. */
const told = ({ name, passed, differences, path }: TestResult) => ({ name, passed, differences, path });

/** What became of a file: the test's result, or why it could not be used. */
type Ran = { file: string } & ({ result: TestResult } | { fault: string });

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
  const zh = terminal.language === 'zh';
  const { files, missing } = await testFiles(positionals.length > 0 ? positionals : ['.']);
  const ran: Ran[] = missing.map((file) => ({ file, fault: zh ? '没有找到旅程测试。' : 'No journey test is there.' }));
  for (const file of files) ran.push(await ranFrom(file, terminal));

  const results = ran.flatMap((each) => ('result' in each ? [{ file: each.file, ...told(each.result) }] : []));
  const unusable = ran.flatMap((each) => ('fault' in each ? [each] : []));
  const failed = results.filter(({ passed }) => !passed).length;
  const counts = { passed: results.length - failed, failed, unusable: unusable.length };
  if (values.json) terminal.out(JSON.stringify({ ...counts, tests: results, faults: unusable }));
  else {
    for (const { file, fault } of unusable) terminal.err(fault.startsWith(file) ? fault : `${file}: ${fault}`);
    for (const result of results) terminal.out(linesOf(result, terminal.language));
    terminal.out(summary(counts, zh));
  }
  if (unusable.length > 0) return 2;
  return failed > 0 ? 1 : 0;
}

async function ranFrom(file: string, terminal: Terminal): Promise<Ran> {
  try {
    const document = documentIn(file, await textOf(file, terminal.language), terminal.language);
    const test = shaped(file, document, journeyTestSchema, terminal.language);
    const model = await modelOf(test, file, terminal.language);
    const journey = await journeyOf(test, model, file, terminal);
    const own = await testTemplates(test, file, (named) => beside(file, named), terminal.language);
    const result = playTest({ test, journey, model, registry: nodes });
    if (!result.passed) return { file, result };
    const differences = await wordsDifferences(test, result.sends, new Map([...galleryTexts(test), ...own]), journey);
    return { file, result: { ...result, passed: differences.length === 0, differences } };
  } catch (error) {
    if (error instanceof InputFault) return { file, fault: error.message };
    throw error;
  }
}

async function modelOf({ model = ORDERS_ONLY_MODEL.id }: JourneyTest, file: string, language: Language) {
  if (typeof model !== 'string') return shaped(`${file}: model`, model, stageModelSchema, language);
  return modelNamed(PRESETS.some(({ id }) => id === model) ? model : beside(file, model), language);
}

async function journeyOf(test: JourneyTest, model: StageModel, file: string, terminal: Terminal) {
  const { journey } = test;
  const around = testSurroundings(test, model);
  if (typeof journey !== 'string') return checkedJourney(`${file}: journey`, journey, around, terminal);
  if (!journey.startsWith(FROM_GALLERY)) {
    const path = beside(file, journey);
    return checkedJourney(path, await textOf(path, terminal.language), around, terminal);
  }
  const id = journey.slice(FROM_GALLERY.length);
  const entry = GALLERY.find((each) => each.id === id);
  if (entry)
    return checkedJourney(
      journey,
      entry.draw('en', (key) => key),
      around,
      terminal,
    );
  const known = GALLERY.map((each) => each.id);
  throw new InputFault(
    terminal.language === 'zh'
      ? `${file}: journey: 旅程库中没有“${id}”，可用：${known.join('、')}。`
      : `${file}: journey: The gallery has no "${id}". It has: ${known.join(', ')}.`,
  );
}

/** The texts that come along with a journey of the gallery. */
function galleryTexts({ journey }: JourneyTest): [string, Variants][] {
  const entry = GALLERY.find(({ id }) => journey === `${FROM_GALLERY}${id}`);
  return (entry?.templates ?? []).map(({ key, variants }) => [key, variants]);
}

/** A path as the file means it that names it. */
const beside = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));

function linesOf(
  { file, name, passed, differences, path }: ReturnType<typeof told> & { file: string },
  language: Language,
): string {
  if (passed) return `✓ ${name} (${file})`;
  const zh = language === 'zh';
  return [
    `✗ ${name} (${file})`,
    ...differences.map(({ place, message }) => `    ${place}: ${message[language]}`),
    ...(path.length > 0
      ? [zh ? '    实际路径：' : '    the path it took:', ...path.map((step) => `      ${step}`)]
      : []),
  ].join('\n');
}

function summary({ passed, failed, unusable }: { passed: number; failed: number; unusable: number }, zh: boolean) {
  if (zh) return `通过 ${passed}，失败 ${failed}${unusable > 0 ? `，无法使用 ${unusable}` : ''}`;
  return `${passed} passed, ${failed} failed${unusable > 0 ? `, ${unusable} could not be used` : ''}`;
}
