import { Injectable } from '@nestjs/common';
import type { Role } from '@sojourn/api';
import { AttributesStore, isPersonal } from '../store/attributes.store.js';

/** What stands in place of a value that the reader may not see. */
export const HIDDEN = '•••';

/** How deep values are looked into; deeper ones are hidden as a whole. */
const DEEPEST = 32;

/** What one reader may not see. Viewers see no personal attribute (pii), wherever it turns up. */
export class Mask {
  constructor(readonly hides: (attribute: string) => boolean) {}

  /** Sees everything. */
  static readonly none = new Mask(() => false);

  /** Attributes or an event's properties, the values of hidden names replaced at every depth. */
  properties<Value extends object>(properties: Value): Value {
    return this.hide(properties, 0) as Value;
  }

  /**
   * The stored reason of a decision: besides hidden names also what a comparison found in a hidden fact, such as
   * `{ fact: { attribute: 'email' }, found: … }`.
   */
  reason(reason: unknown): unknown {
    return this.hide(reason, 0);
  }

  private hide(value: unknown, depth: number): unknown {
    if (this === Mask.none || typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST) return HIDDEN;
    if (Array.isArray(value)) return value.map((item) => this.hide(item, depth + 1));
    const hidden = this.hidesFact((value as { fact?: unknown }).fact);
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => {
        const gone = this.hides(key) || (hidden && key === 'found');
        return [key, gone && part !== null ? HIDDEN : this.hide(part, depth + 1)];
      }),
    );
  }

  private hidesFact(fact: unknown): boolean {
    if (typeof fact !== 'object' || fact === null) return false;
    const { attribute, property, entry } = fact as Record<string, unknown>;
    return [attribute, property, entry].some((name) => typeof name === 'string' && this.hides(name.split('.').at(-1)!));
  }
}

/** Makes the mask for a reader. */
@Injectable()
export class Masking {
  constructor(private readonly attributes: AttributesStore) {}

  async of({ role, workspaceId }: { role: Role; workspaceId: number }): Promise<Mask> {
    if (role !== 'viewer') return Mask.none;
    const marks = await this.attributes.marks(workspaceId);
    return new Mask((attribute) => isPersonal(attribute, marks));
  }
}
