import type { Words } from '@sojourn/rules';

/** What can be wrong with a journey. Stable: the editor and scripts tell problems apart by it. */
export type ProblemCode =
  | 'not_json'
  | 'too_large'
  | 'too_deep'
  | 'not_storable'
  | 'too_many_nodes'
  | 'too_many_edges'
  | 'invalid'
  | 'no_trigger'
  | 'unknown_type'
  | 'newer_revision'
  | 'duplicate_node'
  | 'invalid_settings'
  | 'no_topic'
  | 'invalid_zone'
  | 'unknown_reference'
  | 'never_known'
  | 'edge_from_nowhere'
  | 'edge_to_nowhere'
  | 'edge_into_trigger'
  | 'unknown_port'
  | 'port_taken'
  | 'port_open'
  | 'dead_end'
  | 'unreachable'
  | 'cycle'
  | 'no_such_node'
  | 'needs_choice';

/**
 * One thing that is wrong with a journey, in the operator's words. An error keeps it from being published, a warning
 * does not. `node` is the id of the node it is at, `edge` the index of the edge in the journey's list, `field` the
 * dotted path of the setting, e.g. `rule.all.0.value`, inside the node's settings or, without a node, inside the
 * document.
 */
export interface Problem {
  severity: 'error' | 'warning';
  code: ProblemCode;
  node?: string;
  edge?: number;
  field?: string;
  message: Words;
}

/** Where a problem is. */
export type Place = Pick<Problem, 'node' | 'edge' | 'field'>;

export function fault(code: ProblemCode, place: Place, en: string, zh: string): Problem {
  return { severity: 'error', code, ...place, message: { en, zh } };
}

export function warning(code: ProblemCode, place: Place, en: string, zh: string): Problem {
  return { severity: 'warning', code, ...place, message: { en, zh } };
}

/** A problem as one line: `node first_email, settings.topic: This is missing.` */
export function problemLine(problem: Problem, language: keyof Words = 'en'): string {
  const { node, field, message } = problem;
  const words = language === 'en' ? ['node ', 'warning: '] : ['节点 ', '提醒：'];
  const place = [node === undefined ? '' : `${words[0]}${node}`, field ?? ''].filter((part) => part !== '').join(', ');
  return `${problem.severity === 'warning' ? words[1] : ''}${place === '' ? '' : `${place}: `}${message[language]}`;
}
