import { Injectable } from '@nestjs/common';
import { JourneysStore } from './journeys.store.js';
import { ProfileNamesStore, type Hides, type NamedProfile } from './profile-names.store.js';

/** Puts names beside the ids of a page. */
export interface ShownNames {
  profile(id: string): NamedProfile;
  journey(id: string): NamedProfile;
}

/** What the rows of a list are about, by name: one question a kind for a whole page. */
@Injectable()
export class ShownNamesStore {
  constructor(
    private readonly profiles: ProfileNamesStore,
    private readonly journeys: JourneysStore,
  ) {}

  async of(
    workspace: number,
    rows: readonly { profile: string; journey: string }[],
    hides: Hides,
  ): Promise<ShownNames> {
    const [profiles, journeys] = await Promise.all([
      this.profiles.read(
        workspace,
        rows.map(({ profile }) => profile),
        hides,
      ),
      this.journeys.names(
        workspace,
        rows.map(({ journey }) => journey),
      ),
    ]);
    return {
      profile: (id) => profiles.get(id) ?? { id, name: '' },
      journey: (id) => ({ id, name: journeys.get(id) ?? '' }),
    };
  }
}
