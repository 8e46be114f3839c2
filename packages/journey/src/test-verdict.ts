import { NEVER, type Instant } from '@sojourn/rules';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import type { Changes, Send } from './changes.js';
import { momentOf, pathLine, type JourneyTest, type TestExpectation } from './journey-test.js';
import type { Receipt } from './node-type.js';
import type { ProfileState } from './profile-state.js';
import type { Program } from './program.js';
import { listDifference, moment, told, type Came, type Expected, type TestDifference } from './test-difference.js';

/** What came of a test. */
export interface Played {
  changes: Changes;
  profile: ProfileState;
  outcomes: ReadonlyMap<Send, Receipt>;
  program: Program;
  start: Instant;
  end: Instant;
}

/** Compares what a test expects with what came of it; tells the path that was taken, too. */
export function judgeTest(test: JourneyTest, played: Played): { differences: TestDifference[]; path: string[] } {
  const { expect, given } = test;
  const { start } = played;
  const came = cameOf(played);
  const names = unknownNames(expect, Object.keys(given.outcomes ?? {}), played.program);
  const lists = Object.entries(expectedOf(expect, start)).flatMap(([name, expected]) => {
    const list = came[name as keyof typeof came];
    return expected ? (listDifference(`expect.${name}`, expected, list, start) ?? []) : [];
  });
  const path = came.path.map((step) => told(step, start));
  // A name that does not exist is why a list differs.
  return { differences: names.length > 0 ? names : [...lists, ...stateDifferences(expect, played)], path };
}

/** The lists of a test, as what they name. */
function expectedOf(expect: TestExpectation, start: Instant) {
  const at = (text: string | undefined) => (text === undefined ? {} : { at: momentOf(text, start)! });
  const line = (text: string): Expected => {
    const read = pathLine(text)!;
    return read.gap ? '…' : { head: read.node, details: { port: read.port }, ...at(read.at) };
  };
  return {
    path: expect.path?.map(line),
    sends: expect.sends?.map(({ node, channel, topic, template, url, at: when, outcome = 'sent' }): Expected => {
      return { head: node, details: { channel, topic, template, url, outcome }, ...at(when) };
    }),
    goals: expect.goals?.map(({ goal, at: when }): Expected => ({ head: goal, details: {}, ...at(when) })),
    exits: expect.exits?.map(({ reason, rule, at: when }): Expected => ({
      head: reason,
      details: { rule },
      ...at(when),
    })),
    refusals: expect.refusals?.map(({ rule, at: when }): Expected => ({ head: rule, details: {}, ...at(when) })),
    resting: expect.resting?.map(line),
  };
}

/** What came, list by list. */
function cameOf({ changes, profile, outcomes }: Played) {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const { steps, sends, goals, endings, refusals } = changes;
  const ruleOf = (enrollment: unknown) => {
    const last = steps.findLast((step) => step.enrollment === enrollment);
    return text((last?.reason as { exit?: unknown } | undefined)?.exit);
  };
  return {
    path: steps.map(({ node, port, at }): Came => ({ head: node.id, details: { port }, at })),
    sends: sends.map((send): Came => {
      const { channel, topic, content } = send.message;
      const details = { channel, topic, template: text(content.template), url: text(content.url) };
      return { head: send.node.id, details: { ...details, outcome: outcomes.get(send)!.outcome }, at: send.at };
    }),
    goals: goals.map(({ goal, at }): Came => ({ head: goal, details: {}, at })),
    exits: endings.map(({ enrollment, reason, at }): Came => {
      return { head: reason, details: { rule: reason === 'exit_rule' ? ruleOf(enrollment) : undefined }, at };
    }),
    refusals: refusals.map(({ rule, at }): Came => ({ head: rule, details: {}, at })),
    resting: profile.enrollments.map(({ node, due }): Came => ({
      head: node,
      details: {},
      ...(due !== NEVER && { at: due }),
    })),
  };
}

/** Where the profile stands: its stages, attributes and tags. */
function stateDifferences(expect: TestExpectation, played: Played): TestDifference[] {
  const { profile, start, end } = played;
  const stages = (expect.stages ?? []).flatMap(({ at: when, stage }, index): TestDifference[] => {
    const place = `expect.stages.${index}`;
    const at = momentOf(when, start)!;
    if (at > end) return [{ place, message: beyond(at, end, start) }];
    const last = played.changes.transitions.findLast((each) => each.model === undefined && each.at <= at);
    const came = last?.to ?? UNCLASSIFIED;
    const since = last && ` @ ${moment(last.at, start)}`;
    return came === stage ? [] : [different(place, `${stage} @ ${moment(at, start)}`, `${came}${since ?? ''}`)];
  });
  const attributes = Object.entries(expect.attributes ?? {}).flatMap(([name, value]): TestDifference[] => {
    const came = Object.hasOwn(profile.attributes, name) ? profile.attributes[name] : null;
    const [wanted, found] = [JSON.stringify(value), JSON.stringify(came)];
    return wanted === found ? [] : [different(`expect.attributes.${name}`, wanted, found)];
  });
  const [wanted, found] = [expect.tags, profile.tags].map((tags) => tags && JSON.stringify([...tags].sort()));
  const tags = wanted === undefined || wanted === found ? [] : [different('expect.tags', wanted, found!)];
  return [...stages, ...attributes, ...tags];
}

function different(place: string, wanted: string, came: string): TestDifference {
  return { place, message: { en: `expected ${wanted}; came ${came}`, zh: `期望 ${wanted}；实际 ${came}` } };
}

const beyond = (at: Instant, end: Instant, start: Instant) => ({
  en: `${moment(at, start)} is after the end of the script, ${moment(end, start)}. Advance further.`,
  zh: `${moment(at, start)} 晚于脚本结束时刻 ${moment(end, start)}，请继续推进时间。`,
});

/** Nodes and goals a test speaks of that the journey does not have. */
function unknownNames(
  { path = [], resting = [], sends = [], goals = [] }: TestExpectation,
  outcomes: readonly string[],
  { nodes, goals: own }: Program,
): TestDifference[] {
  const lines = (place: string, list: readonly string[]) =>
    list.flatMap((text, index): [string, string][] => {
      const line = pathLine(text)!;
      return line.gap ? [] : [[`${place}.${index}`, line.node]];
    });
  const named: [string, string][] = [
    ...outcomes.map((node): [string, string] => [`given.outcomes.${node}`, node]),
    ...lines('expect.path', path),
    ...sends.map(({ node }, index): [string, string] => [`expect.sends.${index}.node`, node]),
    ...lines('expect.resting', resting),
  ];
  return [
    ...named.filter(([, node]) => !nodes.has(node)).map(([place, node]) => noSuch(place, 'node', '节点', node)),
    ...goals.flatMap(({ goal }, index) =>
      own.some(({ id }) => id === goal) ? [] : [noSuch(`expect.goals.${index}.goal`, 'goal', '转化目标', goal)],
    ),
  ];
}

const noSuch = (place: string, en: string, zh: string, id: string): TestDifference => ({
  place,
  message: { en: `The journey has no ${en} "${id}".`, zh: `旅程中没有${zh}“${id}”。` },
});
