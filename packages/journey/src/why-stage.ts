import { UNCLASSIFIED } from '@sojourn/lifecycle';
import type { Finding, Instant } from '@sojourn/rules';
import { Changes } from './changes.js';
import type { ProfileState } from './profile-state.js';
import type { World } from './program.js';
import { Stages } from './stages.js';
import { factsOf, type CheckVerdict, type Doubt } from './why.js';

/** One stage's rule as it was asked. The rules after the first that holds decide nothing. */
export interface AskedStage {
  stage: string;
  verdict: CheckVerdict;
  findings: Finding[];
}

/** Why a profile was in a stage at a moment, or why not in another one (STAGE-1). */
export interface WhyStage {
  stage: string;
  /** In evaluation order. */
  asked: AskedStage[];
  /** Why it is not the stage that the rules lead to, where it is not. */
  held?: { by: 'hand' } | { by: 'minimum_stay'; until: Instant } | { by: 'earlier' };
}

/** `key` names a layering; without it the primary model is meant. `undefined` where there is no such model. */
export function whyStage(
  world: World,
  profile: ProfileState,
  key: string | undefined,
  at: Instant,
  doubt?: Doubt,
): WhyStage | undefined {
  const model = world.models.find((placed) => placed.key === key)?.model;
  if (!model) return undefined;
  const ask = (of: ProfileState, now: Instant) => model.ask(factsOf(world, of), now);
  const told = doubt && ask(doubt.told, doubt.now);
  const really = doubt && ask(doubt.true, doubt.now);
  const found = (findings: readonly Finding[]) => JSON.stringify(findings.map((each) => each.found));
  let decided: string | undefined;
  const asked = ask(profile, at).map(({ stage, holds, findings }, index): AskedStage => {
    if (decided !== undefined) return { stage, verdict: 'not_reached', findings };
    if (told && found(told[index]!.findings) !== found(really![index]!.findings)) {
      return { stage, verdict: 'unknown', findings };
    }
    if (holds) decided = stage;
    return { stage, verdict: holds ? 'passed' : 'failed', findings };
  });
  const stages = new Stages(world, new Changes(), factsOf(world, profile));
  stages.begin(profile);
  const current = stages.current(key);
  if (!current) return { stage: UNCLASSIFIED, asked };
  const { stage, pinned } = current;
  if (pinned) return { stage, asked, held: { by: 'hand' } };
  if (stage === (decided ?? UNCLASSIFIED) || asked.some(({ verdict }) => verdict === 'unknown'))
    return { stage, asked };
  const until = model.stayEnds(current);
  return { stage, asked, held: until > at ? { by: 'minimum_stay', until } : { by: 'earlier' } };
}
