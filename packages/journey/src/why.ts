import type { CompiledRule, Finding, Instant } from '@sojourn/rules';
import { Changes, type RefusalRule } from './changes.js';
import { ENTRY_CHECKS, isHeldOut, takerOf, type Applicant, type EntryCheck } from './entry-checks.js';
import { instanceKey } from './entry.js';
import { FactsAtHand } from './facts-at-hand.js';
import { stateExit } from './judge.js';
import type { Occasion } from './occasion.js';
import type { PlayOptions } from './player.js';
import type { Enrollment, ProfileState } from './profile-state.js';
import type { Program, ProgramNode, RunningJourney, World } from './program.js';
import { Stages } from './stages.js';

/** `not_reached`: something before it has decided already. */
export type CheckVerdict = 'passed' | 'failed' | 'unknown' | 'not_reached';

/** What is asked when somebody comes to a trigger, in this order. */
export type CheckId = 'occasion' | 'live' | 'filter' | EntryCheck['id'] | 'holdout' | 'turn' | 'exit';

/** One thing that was asked, and how it went. */
export interface WhyCheck {
  id: CheckId;
  verdict: CheckVerdict;
  rule?: RefusalRule;
  /** What a condition met. */
  findings?: Finding[];
  /** The run that takes the place in the exclusion group. */
  taker?: Enrollment;
}

/** What becomes of somebody who comes to a trigger. `waits`: at the door of the exclusion group. */
export type EntryOutcome = 'entered' | 'held_out' | 'waits' | 'exited' | 'refused' | 'unknown';

/** The journey as it was at the moment: its state, and the version by which people entered. */
export interface Standing {
  state: RunningJourney['state'] | 'draft' | 'archived';
  program: Program | undefined;
}

/** What the stored past tells of now, beside what is so now: where they differ, the past cannot be told from it. */
export interface Doubt {
  told: ProfileState;
  true: ProfileState;
  now: Instant;
}

/** Somebody at a trigger, and everything that their entry depends on. */
export interface AtTrigger {
  world: World;
  /** As it was when the trigger was asked. */
  profile: ProfileState;
  standing: Standing;
  node: string;
  occasion: Occasion | undefined;
  admit?: PlayOptions['admit'];
  /** Whether what the door's books said at that moment is known. */
  doorKnown: boolean;
  doubt?: Doubt;
}

/**
 * Why somebody enters a journey by a trigger, or why not: everything that is asked on the way, by the same functions that
 * let people in. What the log says became of them holds before what is worked out anew.
 */
export function whyEnter(asked: AtTrigger): { outcome: EntryOutcome; checks: WhyCheck[] } {
  const checks: WhyCheck[] = [];
  let decided: EntryOutcome | undefined;
  let doubtful = false;
  for (const check of checksOf(asked)) {
    if (decided) {
      checks.push({ id: check.id, verdict: 'not_reached' });
      continue;
    }
    const { outcome, ...answer } = check.ask();
    checks.push({ id: check.id, ...answer });
    if (answer.verdict === 'failed') decided = outcome ?? 'refused';
    doubtful ||= answer.verdict === 'unknown';
  }
  const { occasion } = asked;
  // All would have let them in, and the log has no entry: something that is not kept was otherwise.
  const missing = occasion && !occasion.logged && occasion.came.by !== 'supposed';
  return { outcome: decided ?? (doubtful || missing ? 'unknown' : 'entered'), checks };
}

interface Question {
  id: CheckId;
  ask(): Omit<WhyCheck, 'id'> & { outcome?: EntryOutcome };
}

function* checksOf(asked: AtTrigger): Generator<Question> {
  const { world, profile, standing, occasion, doubt } = asked;
  const { state, program } = standing;
  const node = program?.nodes.get(asked.node);
  const logged = occasion?.logged;
  const run = logged && 'run' in logged ? logged.run : undefined;
  const rule = logged && 'rule' in logged ? logged.rule : undefined;
  /** What the log decides is not asked again. */
  const told = (refusedBy: boolean, ask: () => WhyAnswer): WhyAnswer => {
    if (refusedBy) return { verdict: 'failed', rule: rule! };
    return logged ? { verdict: 'passed' } : ask();
  };
  yield {
    id: 'occasion',
    ask: () => {
      if (occasion?.came.by === 'supposed') return { verdict: 'passed' };
      if (!occasion) return { verdict: node?.trigger && KEPT_NOWHERE.includes(node.trigger.on) ? 'unknown' : 'failed' };
      return { verdict: 'idle' in occasion.came && occasion.came.idle && !logged ? 'failed' : 'passed' };
    },
  };
  yield {
    id: 'live',
    ask: () => told(rule === 'not_live', () => ({ verdict: state === 'live' && isOpen(node) ? 'passed' : 'failed' })),
  };
  if (!node || !occasion) return;
  const accepts = node.trigger?.accepts;
  const met = recordedFindings(run);
  if (accepts && (occasion.atHand || met || rule === 'filter')) {
    yield {
      id: 'filter',
      ask: () => {
        const findings = met ?? (occasion.atHand && findingsOf(accepts, world, profile, occasion));
        return {
          ...(findings && { findings }),
          ...told(rule === 'filter', () => {
            if (doubt && isDoubtful(accepts, world, doubt, occasion)) return { verdict: 'unknown' };
            const facts = factsOf(world, profile);
            const holds = facts.withEvent(occasion.atHand!, () => accepts.holds(facts, occasion.at));
            return { verdict: holds ? 'passed' : 'failed' };
          }),
        };
      },
    };
  }
  const applicant = applicantAt(asked, node, occasion);
  for (const check of ENTRY_CHECKS) {
    const refused = rule !== undefined && check.rules.includes(rule);
    if (!check.matters(node.program) && !refused && !check.refuses(applicant)) continue;
    yield {
      id: check.id,
      ask: () => ({
        ...told(refused, () => {
          if (check.id === 'door' && !asked.doorKnown) return { verdict: 'unknown' };
          const found = check.refuses(applicant);
          return found ? { verdict: 'failed', rule: found } : { verdict: 'passed' };
        }),
        ...(check.id === 'group' && { taker: takerOf(node.program.doors.exclusion!.group, applicant) }),
      }),
    };
  }
  yield* afterwards(asked, node, occasion, applicant);
}

type WhyAnswer = Omit<WhyCheck, 'id'>;

/** What may still end it at once for somebody who was let in. */
function* afterwards(
  { world, profile }: AtTrigger,
  { program }: ProgramNode,
  { at, entry, logged }: Occasion,
  applicant: Applicant,
): Generator<Question> {
  const run = logged && 'run' in logged ? logged.run : undefined;
  const endedAs = run?.endedAt === run?.enteredAt ? run?.reason : undefined;
  if (program.doors.holdout > 0) {
    const held = run ? endedAs === 'holdout' : isHeldOut(program, profile.id);
    yield { id: 'holdout', ask: () => (held ? { verdict: 'failed', outcome: 'held_out' } : { verdict: 'passed' }) };
  }
  const { exclusion } = program.doors;
  if (exclusion?.otherwise === 'wait') {
    const taker = run ? undefined : takerOf(exclusion.group, applicant);
    const waits = run ? run.resting?.parked === 'excluded' : taker !== undefined;
    yield {
      id: 'turn',
      ask: () => (waits ? { verdict: 'failed', outcome: 'waits', ...(taker && { taker }) } : { verdict: 'passed' }),
    };
  }
  if (program.exits.some(({ watch }) => watch.on === 'state')) {
    yield {
      id: 'exit',
      ask: () => {
        const facts = factsOf(world, profile);
        facts.entryAtHand = entry;
        const verdict = run ? endedAs === 'exit_rule' : stateExit(facts, program, at);
        if (!verdict) return { verdict: 'passed' };
        const reason = verdict === true ? run?.steps[0]?.reason : verdict.reason;
        const { findings } = (reason ?? {}) as { findings?: Finding[] };
        return { verdict: 'failed', outcome: 'exited', ...(findings && { findings }) };
      },
    };
  }
}

function applicantAt({ profile, world, admit }: AtTrigger, { program }: ProgramNode, occasion: Occasion): Applicant {
  return {
    profile,
    program,
    at: occasion.at,
    depth: occasion.depth ?? 0,
    key: instanceKey(program.reentry, occasion.entry),
    programOf: ({ journey, version }) => world.journeys.get(journey)?.versions.get(version),
    admit,
  };
}

/** Triggers of which nothing but entries is kept. */
const KEPT_NOWHERE: readonly string[] = ['score'];

/** Whether anybody comes in by it: a version may be for those alone who matched when it was published. */
function isOpen(node: ProgramNode | undefined): boolean {
  if (!node?.trigger) return false;
  const asked = node.trigger.on === 'api' || node.trigger.on === 'journey';
  return asked || node.program.triggers.includes(node);
}

/** The facts of a profile at rest. */
export function factsOf(world: World, profile: ProfileState): FactsAtHand {
  const facts = new FactsAtHand();
  const stages = new Stages(world, new Changes(), facts);
  facts.placeIn = (model) => stages.current(model);
  stages.begin(profile);
  facts.begin(profile);
  return facts;
}

function recordedFindings(run: { steps: readonly { reason?: unknown }[] } | undefined): Finding[] | undefined {
  return (run?.steps[0]?.reason as { findings?: Finding[] } | undefined)?.findings;
}

function findingsOf(rule: CompiledRule, world: World, profile: ProfileState, { at, atHand }: Occasion): Finding[] {
  const facts = factsOf(world, profile);
  return facts.withEvent(atHand ?? {}, () => rule.findings(facts, at));
}

/** Whether the stored past tells something that the rule looks at otherwise than it is now: then it lacks something. */
function isDoubtful(
  rule: CompiledRule,
  world: World,
  { told, true: present, now }: Doubt,
  occasion: Occasion,
): boolean {
  const [then, really] = [told, present].map((profile) =>
    findingsOf(rule, world, profile, { ...occasion, at: now }).map(({ found }) => JSON.stringify(found)),
  );
  return then!.some((found, index) => found !== really![index]);
}
