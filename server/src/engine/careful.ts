import type { Advance } from './advance.js';
import type { DeathWatch, Suspicion } from './death-watch.js';
import type { Duty } from './duty.js';

/** Plays batches as ever, but one profile at a time where a process died over a batch (ENGINE D10). */
export class Careful implements Duty {
  readonly name = 'advance';

  constructor(
    private readonly advance: Advance,
    private readonly watch: DeathWatch,
  ) {}

  async runOnce(shards: readonly number[]): Promise<boolean> {
    const suspicions = await this.watch.suspicions(shards);
    const suspect = new Set(suspicions.map(({ shard }) => shard));
    const usual = shards.filter((shard) => !suspect.has(shard));
    let worked = usual.length > 0 && (await this.advance.runOnce(usual));
    for (const suspicion of suspicions) worked = (await this.oneByOne(suspicion)) || worked;
    return worked;
  }

  /** As many as the batch had: who kills is among them, since claims come in one order. */
  private async oneByOne({ shard, profiles, culprit }: Suspicion): Promise<boolean> {
    let played = 0;
    while (played < profiles && (await this.advance.one(shard, culprit))) played += 1;
    return played > 0;
  }
}
