import type { Language } from '@sojourn/rules';
import { InputFault, UsageFault, type Command, type Terminal } from './command.js';

/** Every command, loaded when it is called: `rehearse` needs no database library, `--help` needs none at all. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  audit: () => import('./audit.js'),
  import: () => import('./import.js'),
  export: () => import('./export.js'),
  apply: () => import('./apply.js'),
  repair: () => import('./repair.js'),
  rehearse: () => import('./rehearse.js'),
  start: () => import('./start.js'),
  test: () => import('./test.js'),
  verify: () => import('./verify.js'),
  why: () => import('./why.js'),
};

const terminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  language: languageOf(process.env),
};

/** The command line. Returns the exit code, or nothing while the program goes on running. */
export async function main(args: string[], speak: Terminal = terminal): Promise<number | undefined> {
  const [name, ...rest] = args;
  const zh = speak.language === 'zh';
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = rest[0] === undefined ? undefined : COMMANDS[rest[0]];
    speak.out(asked ? helpOf((await asked()).command, speak.language) : await overview(speak.language));
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    const known = Object.keys(COMMANDS).join(', ');
    speak.err(zh ? `没有命令“${name}”。可用命令：${known}。` : `There is no command "${name}". There are: ${known}.`);
    return 1;
  }
  const { command } = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    speak.out(helpOf(command, speak.language));
    return 0;
  }
  try {
    return await command.run(rest, speak);
  } catch (error) {
    if (error instanceof InputFault) {
      speak.err(error.message);
      return 1;
    }
    if (!isUsageFault(error)) throw error;
    speak.err(error.message);
    const hint = `sojourn ${name} --help`;
    speak.err(
      zh
        ? `用法：sojourn ${name} ${command.usage}\n详见 ${hint}`
        : `Usage: sojourn ${name} ${command.usage}\nMore: ${hint}`,
    );
    return 1;
  }
}

/** What we say ourselves, and what `parseArgs` of Node says about unknown options and missing values. */
function isUsageFault(error: unknown): error is Error {
  return error instanceof UsageFault || String((error as { code?: unknown } | null)?.code).startsWith('ERR_PARSE_ARGS');
}

async function overview(language: Language): Promise<string> {
  const commands: Command[] = [];
  for (const load of Object.values(COMMANDS)) commands.push((await load()).command);
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary[language]}`);
  const [head, tail] =
    language === 'zh'
      ? ['用法：sojourn 命令 [参数]', 'sojourn 命令 --help 查看该命令的说明。']
      : ['Usage: sojourn COMMAND [arguments]', 'sojourn COMMAND --help says more about one of them.'];
  return [head, '', ...lines, '', tail].join('\n');
}

const helpOf = ({ name, usage, help }: Command, language: Language): string =>
  `sojourn ${name} ${usage}\n\n${help[language].trim()}`;

/** Chinese where the shell's language is Chinese, English everywhere else. */
function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  return (LC_ALL || LC_MESSAGES || LANG || '').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
