import { Inject, Injectable } from '@nestjs/common';
import type { AttributeType } from '@sojourn/api';
import { parseInstant } from '@sojourn/rules';
import type { Logger } from 'pino';
import { Recurring } from '../recurring.js';
import { LOG } from '../settings.module.js';
import { AttributesStore } from '../store/attributes.store.js';
import { LeastRecent } from '../store/least-recent.js';

const EVERY_MS = 1_000;
/** How many attributes wait to be written at most; what comes beyond is seen again. */
const WAITING = 5_000;
const LONGEST = 200;

interface Seen {
  workspaceId: number;
  name: string;
  type: AttributeType;
  n: number;
}

/**
 * Notes the type of each attribute as it is first seen, and how often values of other types come since. A value is kept
 * as it came all the same: the note is help for whoever compares it. Written behind the events, a moment later.
 */
@Injectable()
export class AttributeTypes extends Recurring {
  private readonly known = new LeastRecent<AttributeType>(20_000);
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly attributes: AttributesStore,
    @Inject(LOG) log: Logger,
  ) {
    super(EVERY_MS, 'The types of attributes could not be noted; trying again later', log);
  }

  /** What an identify said. Null says that something is unknown, which has no type. */
  saw(workspaceId: number, traits: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(traits)) {
      const type = name === 'consents' || name.length > LONGEST ? undefined : typeOf(value);
      if (type === undefined || this.known.get(`${workspaceId} ${name}`) === type) continue;
      const key = `${workspaceId} ${type} ${name}`;
      const seen = this.seen.get(key);
      if (seen) seen.n += 1;
      else if (this.seen.size < WAITING) this.seen.set(key, { workspaceId, name, type, n: 1 });
    }
  }

  async runOnce(): Promise<void> {
    if (this.seen.size === 0) return;
    const seen = [...this.seen.values()];
    this.seen.clear();
    for (const { workspaceId, name, type } of await this.attributes.noteTypes(seen))
      this.known.set(`${workspaceId} ${name}`, type);
  }
}

function typeOf(value: unknown): AttributeType | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return parseInstant(value) === undefined ? 'text' : 'date';
    case 'number':
    case 'boolean':
      return typeof value === 'number' ? 'number' : 'boolean';
    default:
      return 'object';
  }
}
