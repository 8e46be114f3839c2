import type { Value } from '@sojourn/rules';

/** What an import is of: events of profiles, or what is known of profiles. */
export type ImportKind = 'events' | 'profiles';

type Kind = 'auto' | 'text' | 'number' | 'boolean';

/** A property or trait, and the column it comes from. A dotted name makes an object: `consents.email.marketing`. */
export interface MappedValue {
  path: readonly string[];
  column: number;
  kind: Kind;
}

/** Where in a row everything is; columns by their index. */
export interface ColumnMap {
  columns: number;
  profile: number;
  event?: number;
  occurredAt?: number;
  messageId?: number;
  values: MappedValue[];
}

/** How the columns with a meaning of their own are usually called. */
const OWN: Record<string, readonly string[]> = {
  profile: ['profile', 'profile_id', 'user_id'],
  event: ['event', 'event_name'],
  occurred_at: ['occurred_at', 'timestamp'],
  message_id: ['message_id'],
};
const KINDS: readonly Kind[] = ['auto', 'text', 'number', 'boolean'];

/**
 * Reads `profile=customer,event=what,occurred_at=when,quantity:number=qty` against the header of a file. Columns that
 * are called as usual need not be named; of the others those that are named are imported, or all of them where the text
 * is empty. Throws a sentence where it does not fit.
 */
export function readMap(text: string, header: readonly string[], kind: ImportKind, constantEvent?: string): ColumnMap {
  const names = header.map((name) => name.trim());
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw new MapFault(`The file has two columns called "${double}". Rename one of them.`);
  const indexOf = (target: string, column: string) => {
    const index = names.indexOf(column);
    if (index !== -1) return index;
    throw new MapFault(`--map ${target}=${column}: the file has no column "${column}". It has ${names.join(', ')}.`);
  };
  const own = new Map<string, number>();
  const values: MappedValue[] = [];
  for (const [target, column] of pairs(text)) {
    const index = indexOf(target, column);
    if (Object.hasOwn(OWN, target)) own.set(target, index);
    else values.push({ ...targetOf(target), column: index });
  }
  for (const [target, usual] of Object.entries(OWN)) {
    const index = names.findIndex((name) => usual.includes(name));
    if (index !== -1 && !own.has(target)) own.set(target, index);
  }
  if (text.trim() === '') values.push(...others(names, [...own.values()]));
  const need = (target: string) => {
    const index = own.get(target);
    if (index === undefined)
      throw new MapFault(
        `Say which column holds the ${target}: --map ${target}=COLUMN. The file has ${names.join(', ')}.`,
      );
    return index;
  };
  const map: ColumnMap = { columns: names.length, profile: need('profile'), messageId: own.get('message_id'), values };
  if (kind === 'profiles') {
    if (values.length === 0) throw new MapFault('Say which columns hold attributes: --map profile=id,name=full_name,…');
    return { ...map, occurredAt: own.get('occurred_at') };
  }
  return { ...map, occurredAt: need('occurred_at'), ...(constantEvent === undefined ? { event: need('event') } : {}) };
}

function others(names: readonly string[], taken: readonly number[]): MappedValue[] {
  return names.flatMap((name, column) =>
    taken.includes(column) || name === '' || name === '__proto__'
      ? []
      : [{ path: [name], column, kind: 'auto' as const }],
  );
}

/** What is wrong with a mapping, in words. */
export class MapFault extends Error {}

/** A cell that cannot be what the mapping says it is. */
export class ValueFault {
  constructor(
    readonly problem: string,
    readonly column: number,
  ) {}
}

function pairs(text: string): [string, string][] {
  if (text.trim() === '') return [];
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    const target = part.slice(0, at).trim();
    const column = part.slice(at + 1).trim();
    if (at === -1 || target === '' || column === '') throw new MapFault(`--map: "${part.trim()}" is not NAME=COLUMN.`);
    return [target, column];
  });
}

function targetOf(target: string): Pick<MappedValue, 'path' | 'kind'> {
  const [name, kind = 'auto'] = target.split(':') as [string, Kind?];
  const path = name.split('.');
  if (!KINDS.includes(kind)) throw new MapFault(`--map ${target}: a value is text, number or boolean, not "${kind}".`);
  if (path.some((key) => key === '' || key === '__proto__'))
    throw new MapFault(`--map ${target}: this cannot be a name.`);
  return { path, kind };
}

/**
 * The properties of a row, without those whose cells are empty; or the first fault. Cells become numbers and booleans
 * where they are written as such; what begins with a zero or a plus, such as a postcode or a telephone, stays a text.
 */
export function readValues(
  cells: readonly string[],
  values: readonly MappedValue[],
): { [key: string]: Value } | ValueFault {
  const properties: { [key: string]: Value } = {};
  for (const { path, column, kind } of values) {
    const cell = cells[column]!;
    if (cell.trim() === '') continue;
    const value = valueOf(cell, kind);
    if (value === undefined) return new ValueFault(`is not a ${kind}`, column);
    let place = properties;
    for (const key of path.slice(0, -1)) {
      if (typeof place[key] !== 'object') place[key] = {};
      place = place[key] as { [key: string]: Value };
    }
    place[path.at(-1)!] = value;
  }
  return properties;
}

const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/;

function valueOf(cell: string, kind: Kind): Value | undefined {
  if (kind === 'text') return cell;
  const text = cell.trim();
  if (kind !== 'boolean' && NUMBER.test(text)) return Number(text);
  if (kind === 'number') return undefined;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (kind === 'auto') return cell;
  return /^(1|yes|y|是)$/i.test(text) ? true : /^(0|no|n|否)$/i.test(text) ? false : undefined;
}
