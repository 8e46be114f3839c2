import { NotFound } from './problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uuid = (text: string): boolean => UUID.test(text);
const words = (text: string): boolean => text.length <= 200 && !text.includes('\0');

/** The parameters of addresses, and what they look like. Anything else names nothing: 404, and no statement is asked. */
export const PARAMETERS: Record<string, (text: string) => boolean> = {
  workspace: (text) => /^[a-z0-9-]{1,64}$/.test(text),
  journey: uuid,
  enrollment: uuid,
  profile: uuid,
  template: uuid,
  segment: uuid,
  task: uuid,
  layering: (text) => /^[a-z][a-z0-9_-]{0,62}$/.test(text),
  attribute: (text) => /^[a-z][a-z0-9_-]{0,62}$/.test(text),
  operation: uuid,
  member: uuid,
  key: uuid,
  mail: uuid,
  version: (text) => /^[1-9]\d{0,8}$/.test(text),
  node: words,
  name: words,
  calendar: (text) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(text),
};

export function checkParameters(given: Record<string, string>): void {
  for (const [name, text] of Object.entries(given)) {
    if (!isParameter(name, text)) throw new NotFound();
  }
}

export function isParameter(name: string, text: string): boolean {
  return PARAMETERS[name]?.(text) ?? false;
}
