/** How far a rule holds today: all of it, what its line "Today" says, or nothing yet. */
export type Mark = '✓' | '◐' | '○';

/** One numbered rule of docs/semantics.md. */
export interface Rule {
  id: string;
  /** The letters of its id: `TIME` of `TIME-6`. */
  group: string;
  mark: Mark;
  text: string;
  /** What holds today, where that is a part of the rule. */
  today?: string;
}

/** A rule is a list item, `- ✓ **TIME-6** …`; what is indented below it belongs to it. */
const RULE = /^- (?<mark>[✓◐○]) \*\*(?<id>(?<group>[A-Z]{2,})-\d+)\*\* (?<text>.*)$/u;
const TODAY = 'Today: ';

/** The rules of docs/semantics.md in their order. */
export function readRules(page: string): Rule[] {
  const rules: Rule[] = [];
  let open: Rule | undefined;
  for (const line of page.split('\n')) {
    const found = RULE.exec(line)?.groups;
    if (found) {
      open = { id: found.id!, group: found.group!, mark: found.mark as Mark, text: found.text! };
      rules.push(open);
    } else if (open && /^ {2}\S/.test(line)) append(open, line.trim());
    else if (line !== '') open = undefined;
  }
  return rules;
}

function append(rule: Rule, line: string): void {
  if (line.startsWith(TODAY)) rule.today = line.slice(TODAY.length);
  else if (rule.today !== undefined) rule.today += ` ${line}`;
  else rule.text += ` ${line}`;
}

/** The numbers after a letter that a page gives a meaning, as `D1` of `- ✓ **D1** …`, each with its mark. */
export function readNumbers(page: string): Map<string, Mark> {
  const items = page.matchAll(/^- (?<mark>[✓◐○]) \*\*(?<id>[A-Z]\d+)\*\* /gmu);
  return new Map([...items].map(({ groups }) => [groups!.id!, groups!.mark as Mark]));
}
