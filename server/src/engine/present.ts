import { presentAt, type Trigger } from '@sojourn/journey';
import { compileSql, type Instant, type Rule } from '@sojourn/rules';
import { CONDITION_FROM, type Candidates } from '../store/audience-pages.js';
import { PROFILE_DIALECT } from '../store/profile-dialect.js';
import { aroundOf } from './ground.js';
import type { LoadedWorld } from './worlds.js';

/** Who matches a trigger now; undefined where nobody does, or nobody can tell. Nobody judges them again. */
export function presentMatches(trigger: Trigger, world: LoadedWorld, now: Instant): Candidates | undefined {
  const present = presentAt(trigger);
  if (!('rule' in present)) return undefined;
  return {
    condition: compileSql(present.rule, now, aroundOf(world.stored), PROFILE_DIALECT, CONDITION_FROM),
  };
}

/**
 * Who may belong to an audience at an instant: whoever does by what is stored, and whoever may be somebody else once that
 * is played which comes first. The player judges each of them; `batch` are those who have something to play.
 */
export function audienceMatches(audience: Rule, world: LoadedWorld, at: Instant, batch: readonly string[]): Candidates {
  let asksJourneys = false;
  const dialect: typeof PROFILE_DIALECT = {
    ...PROFILE_DIALECT,
    journey: (...asked) => {
      asksJourneys = true;
      return PROFILE_DIALECT.journey(...asked);
    },
  };
  const condition = compileSql(audience, at, aroundOf(world.stored), dialect, CONDITION_FROM);
  const stopped = [...world.journeys.values()].filter(({ state }) => state === 'stopped').map(({ id }) => id);
  return { condition, moving: { at, placing: world.placing, batch, stopped: asksJourneys ? stopped : [] } };
}
