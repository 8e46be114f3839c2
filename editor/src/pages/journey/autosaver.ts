import type { DraftConflict } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { Refused } from '../../api/client.js';

/** What somebody else saved in between. */
export type Theirs = Pick<DraftConflict, 'draft' | 'revision' | 'savedBy'>;

export type Saving =
  | { at: 'saved' | 'unsaved' | 'saving' }
  /** Could not be sent; it is tried again by itself. */
  | { at: 'failing' }
  /** The server said no; it is tried again with the next change. */
  | { at: 'refused'; error: Refused }
  /** Somebody saved in between; nothing is sent until it is decided which one goes on. */
  | { at: 'conflict'; theirs: Theirs };

export interface AutosaverOptions {
  save: (journey: Journey, revision: number) => Promise<{ revision: number }>;
  tell: (saving: Saving) => void;
  /** How long after the last change it is saved, and how soon it is tried again after a failure. In milliseconds. */
  delay?: number;
  again?: number;
}

const LONGEST_WAIT = 30_000;

/**
 * Saves the draft a moment after each change, one save at a time. Every save names the revision it started from, so
 * that nobody's work is overwritten unseen.
 */
export class Autosaver {
  private wanted: Journey;
  private stored: Journey;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private failures = 0;
  private saving: Saving = { at: 'saved' };

  constructor(
    journey: Journey,
    private at: number,
    private readonly options: AutosaverOptions,
  ) {
    this.wanted = journey;
    this.stored = journey;
  }

  /** The revision that is stored, by all we know. */
  get revision(): number {
    return this.at;
  }

  /** Whether everything there is has been stored. */
  get clean(): boolean {
    return this.wanted === this.stored && !this.running;
  }

  change(journey: Journey): void {
    this.wanted = journey;
    if (this.saving.at === 'conflict') return;
    clearTimeout(this.timer);
    if (this.wanted === this.stored) {
      if (!this.running) this.tell({ at: 'saved' });
      return;
    }
    if (!this.running) this.tell({ at: 'unsaved' });
    this.failures = 0;
    this.timer = setTimeout(() => void this.flush(), this.options.delay ?? 800);
  }

  /** Saves what is not saved yet, at once. Afterwards `clean` says whether it worked. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    if (this.wanted === this.stored || this.saving.at === 'conflict') return;
    this.running = this.send(this.wanted);
    await this.running;
    this.running = undefined;
    if (this.saving.at === 'saved' && this.wanted !== this.stored) this.change(this.wanted);
  }

  /** Goes on from what the server has: after a conflict was decided, or because somebody else saved. */
  resume(stored: Journey, revision: number, wanted: Journey): void {
    this.stored = stored;
    this.at = revision;
    this.tell({ at: 'saved' });
    this.change(wanted);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async send(journey: Journey): Promise<void> {
    this.tell({ at: 'saving' });
    try {
      const { revision } = await this.options.save(journey, this.at);
      this.at = revision;
      this.stored = journey;
      this.failures = 0;
      this.tell({ at: 'saved' });
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    const theirs = conflictIn(error);
    if (theirs) this.tell({ at: 'conflict', theirs });
    else if (error instanceof Refused) this.tell({ at: 'refused', error });
    else {
      this.tell({ at: 'failing' });
      const wait = Math.min(LONGEST_WAIT, (this.options.again ?? 2_000) * 2 ** this.failures++);
      this.timer = setTimeout(() => void this.flush(), wait);
    }
  }

  private tell(saving: Saving): void {
    this.saving = saving;
    this.options.tell(saving);
  }
}

function conflictIn(error: unknown): Theirs | undefined {
  if (!(error instanceof Refused) || error.status !== 409) return undefined;
  const { draft, revision, savedBy } = error.document as Partial<DraftConflict>;
  return draft && revision !== undefined ? { draft, revision, ...(savedBy ? { savedBy } : {}) } : undefined;
}
