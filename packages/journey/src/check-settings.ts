import type { Rule } from '@sojourn/rules';
import type { JourneySettings, Watch } from './journey.js';
import type { KnownReferences, Surroundings } from './node-type.js';
import { fault, type Problem } from './problem.js';
import { ruleProblems } from './references.js';
import { zoneFault } from './schedule.js';

/** Everything that is wrong with a journey's own settings; each problem names the field. */
export function settingsProblems(settings: JourneySettings, known: KnownReferences, around: Surroundings): Problem[] {
  const zone = settings.zone === undefined ? undefined : zoneFault(settings.zone);
  const watches = (list: 'goals' | 'exits') =>
    (settings[list] ?? []).flatMap(({ id, when }, index, all) => [
      ...watchProblems(when, `settings.${list}.${index}.when`, known, around),
      ...(all.findIndex((each) => each.id === id) < index ? [twice(`settings.${list}.${index}.id`, id)] : []),
    ]);
  return [
    ...(zone ? [fault('invalid_zone', { field: 'settings.zone' }, zone.en, zone.zh)] : []),
    ...watches('goals'),
    ...watches('exits'),
  ];
}

function twice(field: string, id: string): Problem {
  return fault('invalid', { field }, `Two of these are called "${id}".`, `有两项的编号都是“${id}”。`);
}

function watchProblems(watch: Watch, field: string, known: KnownReferences, around: Surroundings): Problem[] {
  switch (watch.on) {
    case 'event':
      return watch.filter ? ruleProblems(watch.filter, { field: `${field}.filter` }, true, known, around) : [];
    case 'condition':
      return ruleProblems(watch.rule, { field: `${field}.rule` }, false, known, around);
    case 'stage':
      return stageRules(watch).flatMap((rule) => ruleProblems(rule, { field }, false, known, around));
    case 'segment':
      return known.segments?.some(({ id }) => id === watch.segment) === false
        ? [
            fault(
              'unknown_reference',
              { field: `${field}.segment` },
              'This segment does not exist any more. Choose another one.',
              '该人群已不存在，请重新选择。',
            ),
          ]
        : [];
    case 'date':
      return [];
  }
}

/** Whether stages exist is asked as of any condition that names them. */
function stageRules({ model, from = [], to = [] }: Extract<Watch, { on: 'stage' }>): Rule[] {
  const stages = [...from, ...to];
  return stages.length === 0
    ? []
    : [{ fact: { stage: 'current', ...(model !== undefined && { model }) }, is: 'in', value: stages }];
}
