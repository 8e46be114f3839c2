import { RFM, UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import { milliseconds, parseDuration, parseInstant, type Instant, type Words } from '@sojourn/rules';
import type { Arrival } from './arrival.js';
import { SENT } from './books.js';
import { Changes, type HandOver, type Send } from './changes.js';
import type { Journey } from './journey.js';
import { momentOf, type JourneyTest, type TestOutcome, type TestStep } from './journey-test.js';
import type { NodeRegistry, Receipt } from './node-type.js';
import { Player } from './player.js';
import { consentOf, setTraits } from './profile-facts.js';
import { newProfile, type ProfileState, type Properties } from './profile-state.js';
import { prepare, type Program } from './program.js';
import { counted } from './rehearse.js';
import type { TestDifference } from './test-difference.js';
import { TESTED, testSurroundings, testWorld } from './test-surroundings.js';
import { judgeTest, type Played } from './test-verdict.js';
import { Timetables, VirtualTime } from './virtual-time.js';

/** A test with everything it only names. */
export interface PlayableTest {
  test: JourneyTest;
  /** Passed `checkJourney` with {@link testSurroundings}. */
  journey: Journey;
  model: StageModel;
  registry: NodeRegistry;
}

/** A message as it was handed over, with what its words may depend on. */
export interface TestSend {
  node: string;
  topic: string;
  template?: string;
  /** The profile's, at that moment. */
  attributes: Properties;
  /** What started the run. */
  entry: Properties;
}

export interface TestResult {
  name: string;
  passed: boolean;
  differences: TestDifference[];
  /** What the profile went through, as a test writes it. */
  path: string[];
  /** Every message, in order. */
  sends: TestSend[];
}

/**
 * Plays a journey test on virtual time, with the player that the engine runs: no database, no clock, nothing is sent.
 * Whatever goes wrong is told as a difference.
 */
export function playTest(playable: PlayableTest): TestResult {
  const { test } = playable;
  const start = parseInstant(test.given.now)!;
  const script = timed(test.script, start);
  if ('difference' in script)
    return { name: test.name, passed: false, differences: [script.difference], path: [], sends: [] };
  const stage = new Stage(playable, start, script.steps.at(-1)?.at ?? start);
  const fault = stage.play(script.steps);
  const { differences, path } = judgeTest(test, stage.played);
  // What came of half a script says nothing.
  const told = fault ? [fault] : differences;
  return { name: test.name, passed: told.length === 0, differences: told, path, sends: stage.sends };
}

interface TimedStep {
  at: Instant;
  index: number;
  step: TestStep;
}

/** When each step of the script happens. */
function timed(script: readonly TestStep[], start: Instant): { steps: TimedStep[] } | { difference: TestDifference } {
  let clock = start;
  const steps: TimedStep[] = [];
  for (const [index, step] of script.entries()) {
    const at = whenOf(step, clock, start);
    if (at < clock) return { difference: { place: `script.${index}`, message: BACKWARDS } };
    clock = at;
    steps.push({ at, index, step });
  }
  return { steps };
}

function whenOf(step: TestStep, clock: Instant, start: Instant): Instant {
  if (!('advance' in step)) return step.at === undefined ? clock : momentOf(step.at, start)!;
  const { advance } = step;
  return parseDuration(advance) === undefined ? momentOf(advance, start)! : clock + milliseconds(advance);
}

/** A fault of the script that shows only while it is played. */
class ScriptFault extends Error {
  constructor(readonly words: Words) {
    super(words.en);
  }
}

/** One journey and one profile, ready to be played. */
class Stage {
  private readonly changes = new Changes();
  private readonly profile: ProfileState;
  private readonly program: Program;
  private readonly time: VirtualTime;
  private readonly outcomes = new Map<Send, Receipt>();
  readonly sends: TestSend[] = [];
  private seq = 0;

  constructor(
    private readonly playable: PlayableTest,
    private readonly start: Instant,
    private readonly end: Instant,
  ) {
    const { test, journey, model, registry } = playable;
    const around = testSurroundings(test, model);
    this.program = prepare(journey, { journey: TESTED, version: 1 }, registry, around);
    this.profile = newProfile(test.given.id ?? 'profile');
    const options = { newId: counted(), handOver: this.handOver(), startsFrom: start };
    const player = new Player(testWorld(playable, this.program), this.changes, options);
    const timetables = new Timetables([this.program], { from: start, to: end + 1, zone: around.zone });
    this.time = new VirtualTime(player, this.profile, timetables);
  }

  get played(): Played {
    const { changes, profile, outcomes, start, end, program } = this;
    return { changes, profile, outcomes, start, end, program };
  }

  /** Plays what was given and then the script; tells where that could not go on. */
  play(steps: readonly TimedStep[]): TestDifference | undefined {
    let place = 'given';
    try {
      this.begin();
      for (const { at, index, step } of steps) {
        place = `script.${index}`;
        this.time.play([], at);
        const arrival = this.arrivalOf(step, at);
        if (arrival) this.time.play([arrival], at);
      }
      return undefined;
    } catch (error) {
      if (error instanceof ScriptFault) return { place, message: error.words };
      const why = error instanceof Error ? error.message : String(error);
      return { place, message: { en: `This could not be played: ${why}`, zh: `无法执行：${why}` } };
    }
  }

  private begin(): void {
    const { given } = this.playable.test;
    const { attributes = {}, consents = {}, tags = [], scores = {}, events = [] } = given;
    const { profile, start } = this;
    const before = start - 1;
    setTraits(profile, { ...attributes, consents });
    profile.tags = [...new Set(tags)];
    profile.scores = { ...scores };
    const happened = events.map(({ at, event, properties = {} }, index) => {
      const when = momentOf(at, start)!;
      if (when >= start) throw new ScriptFault(notPast(`given.events.${index}.at`));
      return this.accepted(when, { kind: 'event', name: event, properties });
    });
    const seen = happened.length > 0 ? [] : [this.accepted(before, { kind: 'identify', traits: {} })];
    const placed = given.stage === undefined ? [] : [this.pinned(given.stage, before)];
    const classed = given.rfm === undefined ? [] : [this.classed(given.rfm, 'bounds', before)];
    this.time.play([...happened.sort((a, b) => a.at - b.at), ...seen, ...placed, ...classed], before);
  }

  private arrivalOf(step: TestStep, at: Instant): Arrival | undefined {
    if ('advance' in step) return undefined;
    if ('event' in step)
      return this.accepted(at, { kind: 'event', name: step.event, properties: step.properties ?? {} });
    if ('attributes' in step) return this.accepted(at, { kind: 'identify', traits: step.attributes });
    if ('consents' in step) return this.accepted(at, { kind: 'identify', traits: { consents: step.consents } });
    const seq = (this.seq += 1);
    if ('tags' in step) return { kind: 'tags', seq, at, add: step.tags.add ?? [], remove: step.tags.remove ?? [] };
    if ('scores' in step) return { kind: 'scores', seq, at, scores: step.scores, cause: 'behaviour' };
    if ('rfm' in step) return this.classed(step.rfm, 'behaviour', at);
    if ('stage' in step) return this.pinned(step.stage ?? undefined, at);
    if ('enter' in step) {
      const { node, properties: entry = {} } = step.enter;
      return { kind: 'enter', seq, at, journey: TESTED, node: this.triggerFor(node), entry, cause: 'api' };
    }
    const { node, answer, values = {} } = step.answer;
    const open = this.profile.enrollments.find((each) => each.node === node && each.memory?.task !== undefined);
    if (!open) throw new ScriptFault(noTask(node));
    return { kind: 'answer', seq, at, enrollment: open.id, step: open.step + 1, answer, values };
  }

  private accepted(
    at: Instant,
    what: { kind: 'event'; name: string; properties: object } | { kind: 'identify'; traits: object },
  ): Arrival & { at: Instant } {
    return { seq: (this.seq += 1), at, occurredAt: at, ...what } as Arrival & { at: Instant };
  }

  private pinned(stage: string | undefined, at: Instant): Arrival & { at: Instant } {
    const known = [...this.playable.model.stages.map(({ id }) => id), UNCLASSIFIED];
    if (stage !== undefined && !known.includes(stage)) throw new ScriptFault(noStage(stage, known));
    return { kind: 'stage', seq: (this.seq += 1), at, ...(stage !== undefined && { stage }) };
  }

  /** Where only the bounds between classes moved, nothing starts. */
  private classed(rfm: string, cause: 'behaviour' | 'bounds', at: Instant): Arrival & { at: Instant } {
    return { kind: 'scores', seq: (this.seq += 1), at, scores: {}, classes: { [RFM]: rfm }, cause };
  }

  private triggerFor(named: string | undefined): string {
    const { triggers } = this.program;
    const called = triggers.filter(({ trigger }) => trigger!.on === 'api' || trigger!.on === 'journey');
    const node = named === undefined ? called[0] : triggers.find(({ id }) => id === named);
    if (node && (named !== undefined || called.length === 1)) return node.id;
    throw new ScriptFault(noDoor(triggers.map(({ id }) => id)));
  }

  /** Each hand-over ends as the test says; what the profile refused is dropped, as the engine drops it (SEND-6). */
  private handOver(): HandOver {
    const { outcomes = {} } = this.playable.test.given;
    const taken = new Map<string, number>();
    return (send) => {
      const { node, message, profile } = send;
      const said = Object.hasOwn(outcomes, node.id) ? [outcomes[node.id]!].flat() : [];
      const turn = taken.get(node.id) ?? 0;
      taken.set(node.id, turn + 1);
      const own = said[Math.min(turn, said.length - 1)];
      const refused = consentOf(profile, message.channel, message.topic) === false;
      const receipt = own ? receiptOf(own) : refused ? NO_CONSENT : SENT;
      this.outcomes.set(send, receipt);
      const { template } = message.content;
      this.sends.push({
        node: node.id,
        topic: message.topic,
        ...(typeof template === 'string' && { template }),
        attributes: { ...profile.attributes },
        entry: send.enrollment.entry,
      });
      return receipt;
    };
  }
}

const NO_CONSENT: Receipt = { outcome: 'dropped', reason: 'no_consent' };
const receiptOf = (told: TestOutcome): Receipt => (typeof told === 'string' ? { outcome: told } : told);

const BACKWARDS: Words = {
  en: 'This is earlier than the step before it: time only moves forward.',
  zh: '该步骤早于上一步：时间只能向前。',
};
const notPast = (place: string): Words => ({
  en: `${place}: what was given happened before the beginning. Put it into the script.`,
  zh: `${place}：给定事件须早于测试开始，请移至 script。`,
});
const noTask = (node: string): Words => ({
  en: `No task is open at "${node}" at this moment.`,
  zh: `此刻节点“${node}”没有待处理的任务。`,
});
const noStage = (stage: string, known: readonly string[]): Words => ({
  en: `The model has no stage "${stage}". It has: ${known.join(', ')}.`,
  zh: `模型中没有阶段“${stage}”，可用：${known.join('、')}。`,
});
const noDoor = (triggers: readonly string[]): Words => ({
  en: `Say which trigger is entered by, in "node". The journey has: ${triggers.join(', ')}.`,
  zh: `请在“node”中说明从哪个触发条件进入，可用：${triggers.join('、')}。`,
});
