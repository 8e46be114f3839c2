import { presentAt, type Trigger } from '@sojourn/journey';
import { compileSql, type Instant, type SqlCondition } from '@sojourn/rules';
import { PROFILE_DIALECT } from '../store/profile-dialect.js';
import { aroundOf } from './ground.js';
import type { LoadedWorld } from './worlds.js';

/** Who matches a trigger now, as a condition over the profile `p`; undefined where nobody does, or nobody can tell. */
export function presentMatches(
  trigger: Trigger,
  world: LoadedWorld,
  now: Instant,
  firstParameter: number,
): SqlCondition | undefined {
  const present = presentAt(trigger);
  return 'rule' in present
    ? compileSql(present.rule, now, aroundOf(world.stored), PROFILE_DIALECT, firstParameter)
    : undefined;
}
