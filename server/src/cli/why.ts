import type { CheckReply, StageWhyReply, WhyReply } from '@sojourn/api';
import { ENTRY_OUTCOMES, SUPPOSED_OUTCOMES, VERDICTS } from '@sojourn/journey';
import { MEANINGS } from '@sojourn/lifecycle';
import { comparisonWords, foundInWords, writeInstant, type Finding, type Language, type Names } from '@sojourn/rules';
import { parseArgs } from 'node:util';
import { Problem } from '../http/problem.js';
import { ProfilesService } from '../profiles/profiles.service.js';
import { WhyService, type Reader } from '../profiles/why.service.js';
import { JourneysStore } from '../store/journeys.store.js';
import { InputFault, UsageFault, type Command } from './command.js';
import { openInstallation, workspaceOf, type Installation } from './installation.js';

export const command: Command = {
  name: 'why',
  usage: 'PROFILE [--journey JOURNEY] [--at INSTANT] [--workspace KEY] [--json]',
  summary: {
    en: 'Tells why somebody entered a journey or is in a stage, or why not.',
    zh: '说明用户为何进入旅程或处于某个阶段，或为何没有。',
  },
  help: {
    en: `
Tells everything that was asked before somebody entered a journey, in order and with the values of then; without
--journey, why they are in their stage. It reads and changes nothing, and may run beside the server. What is found is
printed in full: it may hold personal data.

  PROFILE           a profile's id, user id or e-mail address
  --journey NAME    a journey's id or name
  --at INSTANT      a moment of the past, such as 2026-11-21T09:00:00+08:00; now where it is left out
  --workspace KEY   needed where there are several
  --json            prints the answer as JSON`,
    zh: `
按先后顺序说明用户进入旅程前的每项判断以及当时的值；不带 --journey 时说明其所处阶段的原因。该命令只读不写，可在服务器
运行时执行。输出为完整内容，可能包含个人数据。

  PROFILE           用户的系统 ID、用户 ID 或邮箱
  --journey NAME    旅程的 ID 或名称
  --at INSTANT      过去的某一时刻，例如 2026-11-21T09:00:00+08:00；省略时为当前
  --workspace KEY   有多个工作空间时必填
  --json            以 JSON 打印结果`,
  },
  async run(args, terminal) {
    const options = {
      journey: { type: 'string' },
      at: { type: 'string' },
      workspace: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [asked] = positionals;
    if (asked === undefined || positionals.length > 1) throw new UsageFault('Name one profile.');
    const installation = await openInstallation((text) => terminal.err(text));
    try {
      const { id: workspaceId } = await workspaceOf(installation, values.workspace);
      const who: Reader = { workspaceId, role: 'owner' };
      const why = installation.app.get(WhyService);
      const profile = await profileOf(installation, who, asked);
      const at = { at: values.at };
      const told =
        values.journey === undefined
          ? await why.stage(who, profile, at)
          : await why.journey(who, profile, { ...at, journey: await journeyOf(installation, who, values.journey) });
      terminal.out(values.json ? JSON.stringify(told) : inWords(told, terminal.language));
      return 0;
    } catch (error) {
      if (error instanceof Problem) throw new InputFault(error.title);
      throw error;
    } finally {
      await installation.close();
    }
  },
};

async function profileOf({ app }: Installation, who: Reader, asked: string): Promise<string> {
  const { items } = await app.get(ProfilesService).list(who, { search: asked });
  const exact = items.filter(({ id, userId, email }) => [id, userId, email].includes(asked));
  const found = exact.length > 0 ? exact : items;
  if (found.length === 1) return found[0]!.id;
  const names = found.slice(0, 10).map(({ id, name }) => `${name} (${id})`);
  throw new InputFault(
    found.length === 0 ? `There is no profile "${asked}".` : `"${asked}" may be several: ${names.join(', ')}.`,
  );
}

async function journeyOf({ app }: Installation, { workspaceId }: Reader, asked: string): Promise<string> {
  const all = await app.get(JourneysStore).list(workspaceId);
  const found = all.filter(({ id, name }) => id === asked || name === asked);
  if (found.length === 1) return found[0]!.id;
  const names = all.map(({ name }) => name).join(', ');
  throw new InputFault(
    found.length === 0
      ? `There is no journey "${asked}". There are: ${names || 'none'}.`
      : `Several journeys are called "${asked}". Name it by its id: ${found.map(({ id }) => id).join(', ')}.`,
  );
}

function inWords(told: WhyReply | StageWhyReply, language: Language): string {
  const notes = told.notes.map((note) => `* ${note[language]}`);
  if ('stages' in told) {
    const stages = told.stages.map(({ name, ...asked }) => checkLines({ said: name, ...asked }, language));
    return [`${told.profile.name} · ${told.at}: ${told.name[language]}`, ...stages, ...notes].join('\n');
  }
  const triggers = told.triggers.flatMap(({ name, outcome, supposed, at, checks }) => [
    `${name[language]}${at ? ` · ${at}` : ''}: ${(supposed ? SUPPOSED_OUTCOMES : ENTRY_OUTCOMES)[outcome][language]}`,
    ...checks.map((check) => checkLines(check, language)),
  ]);
  const runs = told.runs.map(({ id, enteredAt, endedAt, resting, reason = '' }) =>
    [id, enteredAt, resting ? `${resting.node[language]} → ${resting.due ?? '…'}` : `${endedAt}: ${reason}`].join(
      ' · ',
    ),
  );
  return [`${told.profile.name} · ${told.journey.name} · ${told.at}`, ...triggers, ...runs, ...notes].join('\n');
}

function checkLines({ verdict, said, findings = [] }: Omit<CheckReply, 'id'>, language: Language): string {
  const shown = verdict === 'not_reached' ? [] : findings;
  return [
    `  ${VERDICTS[verdict][language]}: ${said[language]}`,
    ...shown.map((finding) => `    ${findingLine(finding, language)}`),
  ].join('\n');
}

const NAMES: Names = {
  meaning: (id) => MEANINGS.find((meaning) => meaning.id === id)?.name,
  instant: (at) => (typeof at === 'number' ? writeInstant(at) : at),
};

function findingLine(finding: Finding, language: Language): string {
  const found = foundInWords(finding.fact, finding.found, NAMES, language);
  return `${finding.holds ? '✓' : '✗'} ${comparisonWords(finding, NAMES)[language]} (${found})`;
}
