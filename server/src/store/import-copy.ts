import type { Instant } from '@sojourn/rules';

/** A row as it is sorted: whose it is (the user id), when, from which line, and the JSON for the inbox. */
export interface StagedRow {
  subject: string;
  at: Instant;
  line: number;
  messageId: string;
  /** An address that becomes an identity of the profile. */
  email?: string;
  body: string;
}

/** Rows as COPY reads them: tabs between columns, and its four special characters written out. */
export async function* asCopyText(lists: AsyncIterable<readonly StagedRow[]>): AsyncGenerator<string> {
  for await (const list of lists) {
    let text = '';
    for (const { subject, at, line, messageId, email, body } of list) {
      text += `${escaped(subject)}\t${at}\t${line}\t${escaped(messageId)}\t${email === undefined ? '\\N' : escaped(email)}\t${escaped(body)}\n`;
    }
    if (text !== '') yield text;
  }
}

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replaceAll(ALL_SPECIAL, (found) => ESCAPES[found]!) : text;
}
const SPECIAL = /[\\\t\n\r]/;
const ALL_SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
