import type { Language, Words } from '@sojourn/rules';

/** Where a command speaks: results to `out`, everything else to `err`, each a whole line or several. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  language: Language;
}

/** One command of the command line, exported as `command` by the file of its name. */
export interface Command {
  name: string;
  /** What stands behind its name: `FILE.csv --map …`. */
  usage: string;
  /** One line for the list of commands. */
  summary: Words;
  /** Everything there is to know: arguments, options, exit codes, an example. */
  help: Words;
  /** Returns the exit code, or nothing while the program goes on running. Throws {@link UsageFault} or {@link InputFault}. */
  run(args: string[], terminal: Terminal): Promise<number | undefined>;
}

/** Wrong arguments. Its message and the command's usage are all the operator sees. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault';
}

/** Input that the command cannot work with. Its message, which says where and what to do, is all the operator sees. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
}
