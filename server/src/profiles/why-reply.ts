import type { CheckReply, RunWhy } from '@sojourn/api';
import {
  checkWords,
  enrollmentAt,
  isOver,
  type AtTrigger,
  type Enrollment,
  type Journey,
  type LoggedStep,
  type Program,
  type RecordedRun,
  type WhyCheck,
} from '@sojourn/journey';
import { MEANINGS } from '@sojourn/lifecycle';
import { nodes, stageName } from '@sojourn/nodes';
import {
  NEVER,
  SCORE_LABELS,
  writeInstant,
  writeKnown,
  type Finding,
  type Instant,
  type Language,
  type Names,
  type Words,
} from '@sojourn/rules';
import { aroundOf, layersOf } from '../engine/ground.js';
import { HIDDEN, type Mask } from '../http/masking.js';
import type { StoredWorld } from '../store/worlds.store.js';

/** What sentences call the things of a workspace, in the words of who reads them. */
export function namesOf(stored: StoredWorld, journeys: ReadonlyMap<string, string>, zone: string): Names {
  const models = [stored.model.model, ...layersOf(stored)];
  const same = (name: string | undefined): Words | undefined =>
    name === undefined ? undefined : { en: name, zh: name };
  return {
    stage: (id, model) => {
      const found = model === undefined ? models[0] : models.find((each) => each.id === model);
      return found && stageName(id, found);
    },
    model: (id) => models.find((each) => each.id === id)?.name,
    meaning: (id) => MEANINGS.find((meaning) => meaning.id === id)?.name,
    segment: (id) => same(stored.segments.find((segment) => segment.id === id)?.name),
    journey: (id) => same(journeys.get(id)),
    score: (name) => SCORE_LABELS[name],
    instant: (at, language) => momentIn(zone, at, language),
  };
}

function momentIn(zone: string, at: number | string, language: Language): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return String(at);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return moment.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
}

/** A check as the contract tells it. Nothing a reader may not see is in it, nor in its sentence. */
export function checkReply(check: WhyCheck, asked: AtTrigger, names: Names, mask: Mask): CheckReply {
  const { id, verdict, findings } = check;
  return {
    id,
    verdict,
    said: checkWords(check, { ...asked, occasion: shown(asked.occasion, mask) }, names),
    ...(findings && { findings: mask.reason(findings) as Finding[] }),
  };
}

function shown(occasion: AtTrigger['occasion'], mask: Mask): AtTrigger['occasion'] {
  if (occasion?.came.by !== 'attribute' || !mask.hides(occasion.came.attribute)) return occasion;
  return { ...occasion, came: { ...occasion.came, from: HIDDEN, to: HIDDEN } };
}

/** What a node of a graph is called, what it does, and what its ways out are called. */
export interface NodeWords {
  name: Words;
  sentence: Words;
  port(id: string): Words;
}

export function nodeWords(graph: Journey | undefined, id: string, stored: StoredWorld): NodeWords {
  const node = graph?.nodes.find((each) => each.id === id);
  const type = node && nodes.get(node.type);
  const plain = { en: id, zh: id };
  const name = node?.name ? { en: node.name, zh: node.name } : (type?.title ?? plain);
  const settings = type?.settings.safeParse(node?.settings);
  if (!settings?.success) return { name, sentence: name, port: (port) => ({ en: port, zh: port }) };
  const around = aroundOf(stored);
  const ports = type!.ports(settings.data, around);
  return {
    name,
    sentence: type!.sentence(settings.data, around),
    port: (port) => ports.find((each) => each.id === port)?.label ?? { en: port, zh: port },
  };
}

/** A run as it was at an instant. */
export function runReply(
  run: RecordedRun,
  at: Instant,
  { words, program, mask }: { words: (node: string) => NodeWords; program?: Program; mask: Mask },
): RunWhy {
  const over = isOver(run, { at });
  const enrollment = enrollmentAt(run, { at });
  return {
    id: run.id,
    version: enrollment.version,
    enteredAt: writeInstant(run.enteredAt),
    ...(over ? { endedAt: writeInstant(run.endedAt!), reason: run.reason! } : { resting: resting(enrollment) }),
    decisions: run.steps.filter((step) => step.at <= at).map(decision),
  };

  function resting({ node, arrivedAt, due, heldDue, parked }: Enrollment): RunWhy['resting'] {
    const { name, sentence } = words(node);
    const until = writeKnown(due === NEVER ? heldDue : due);
    return {
      node: name,
      sentence,
      since: writeInstant(arrivedAt),
      ...(until !== undefined && { due: until }),
      listens: [...(program?.nodes.get(node)?.behaviour?.listens ?? [])],
      ...(parked && { parked }),
    };
  }

  function decision({ number, node, at: left, port, outcome, reason, error }: LoggedStep): RunWhy['decisions'][number] {
    return {
      number,
      node: words(node).name,
      at: writeInstant(left),
      outcome,
      ...(port !== undefined && { port: words(node).port(port) }),
      ...(reason !== null && reason !== undefined && { reason: mask.reason(reason) }),
      ...(error !== undefined && { error }),
    };
  }
}
