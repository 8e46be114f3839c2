import { Injectable } from '@nestjs/common';
import type { Caller } from '../http/caller.js';
import { Refused } from '../http/problem.js';
import { WorkQueue } from '../queue/work-queue.js';
import { Clock } from '../store/clock.js';
import { shardOf } from '../store/ids.js';
import { InboxStore, type Incoming } from '../store/inbox.store.js';
import { ProfilesStore } from '../store/profiles.store.js';
import { Records } from '../store/records.js';

/** Scores as they are handed in: by profile, with the class of the RFM grid where there is one. */
export interface GivenScores {
  cause: 'behaviour' | 'time' | 'bounds';
  profiles: { profile: string; scores: Record<string, number | null>; rfm?: string | undefined }[];
}

/** Scores that were worked out elsewhere; each is a command in its profile's inbox. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly records: Records,
    private readonly clock: Clock,
    private readonly inbox: InboxStore,
    private readonly profiles: ProfilesStore,
    private readonly queue: WorkQueue,
  ) {}

  async accept({ workspaceId }: Caller, { cause, profiles }: GivenScores): Promise<{ accepted: number }> {
    const known = await this.profiles.known(
      workspaceId,
      profiles.map(({ profile }) => profile),
    );
    const problems = profiles.flatMap(({ profile }, index) =>
      known.has(profile) ? [] : [{ path: `profiles.${index}.profile`, message: 'There is no such profile.' }],
    );
    if (problems.length > 0) throw new Refused('Some of these are no profiles. Nothing was taken.', problems);
    await this.records.transaction(async (transaction) => {
      const acceptedAt = await this.clock.now(transaction);
      const rows = profiles.map(({ profile, scores, rfm }): Incoming => ({
        workspaceId,
        profileId: profile,
        shard: shardOf(profile),
        kind: 'scores',
        acceptedAt,
        payload: { scores, cause, ...(rfm !== undefined && { classes: { rfm } }) },
      }));
      await this.inbox.enqueue(transaction, rows);
    });
    this.queue.wake('engine');
    return { accepted: profiles.length };
  }
}
