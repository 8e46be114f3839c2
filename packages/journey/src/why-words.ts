import {
  durationInWords,
  formatDuration,
  valueInWords,
  writeInstant,
  type Instant,
  type Names,
  type Words,
} from '@sojourn/rules';
import type { Trigger } from './node-type.js';
import type { Occasion } from './occasion.js';
import { runOf } from './profile-facts.js';
import { instanceKey } from './entry.js';
import type { ProfileState, Properties } from './profile-state.js';
import type { Program } from './program.js';
import type { AtTrigger, Standing, WhyCheck } from './why.js';

/** What a check asked and what it met, as a sentence. */
export function checkWords(check: WhyCheck, asked: AtTrigger, names: Names): Words {
  const { standing, occasion, profile } = asked;
  if (check.verdict === 'not_reached') return QUESTIONS[check.id];
  const node = standing.program?.nodes.get(asked.node);
  if (check.id === 'occasion') return occasionWords(node?.trigger, occasion, names);
  if (check.id === 'live') return liveWords(standing, check.verdict === 'failed', node !== undefined);
  if (check.id === 'filter') return FILTER[check.verdict];
  const { program } = standing;
  return program
    ? settingWords({ ...check, verdict: check.verdict }, program, { entry: occasion?.entry ?? {}, profile, names })
    : QUESTIONS[check.id];
}

/** How a check went that was asked. */
type Asked = Exclude<WhyCheck['verdict'], 'not_reached'>;

/** What was not asked any more. */
const QUESTIONS: Record<WhyCheck['id'], Words> = {
  occasion: { en: 'Whether it happened.', zh: '是否发生。' },
  live: { en: 'Whether the journey takes people in.', zh: '旅程是否接收用户。' },
  filter: { en: 'Whether the trigger’s condition holds.', zh: '是否满足触发条件中的筛选。' },
  depth: { en: 'How deep journeys start one another.', zh: '旅程相互触发的层级。' },
  start: { en: 'Whether the journey has begun.', zh: '旅程是否已开始。' },
  end: { en: 'Whether the journey is over.', zh: '旅程是否已结束。' },
  lifetime: { en: 'How often they may enter ever.', zh: '累计可进入次数。' },
  reentry: { en: 'Whether they may enter again.', zh: '是否允许重复进入。' },
  group: { en: 'Whether they are in another journey of the exclusion group.', zh: '是否在互斥组的其他旅程中。' },
  door: { en: 'Whether there is room (canary, entry rate).', zh: '是否有名额（灰度、进入速率）。' },
  holdout: { en: 'Whether they are only watched (control group).', zh: '是否属于对照组。' },
  turn: { en: 'Whether they have to wait for their turn.', zh: '是否需要排队。' },
  exit: { en: 'Whether an exit rule holds already.', zh: '是否已满足退出条件。' },
};

interface Telling {
  entry: Properties;
  profile: ProfileState;
  names: Names;
}

const FILTER: Record<Asked, Words> = {
  passed: { en: 'The trigger’s condition held.', zh: '满足触发条件中的筛选。' },
  failed: { en: 'The trigger’s condition did not hold.', zh: '不满足触发条件中的筛选。' },
  unknown: {
    en: 'The trigger’s condition looks at values whose past is not kept.',
    zh: '触发条件用到了未保存历史的值，无法判断。',
  },
};

function occasionWords(trigger: Trigger | undefined, occasion: Occasion | undefined, names: Names): Words {
  if (!occasion) return neverCame(trigger, names);
  const { came } = occasion;
  const at = instantWords(occasion.at, names);
  switch (came.by) {
    case 'event':
      return came.idle
        ? {
            en: `“${came.event}” of ${at.en} came in as history (an import, or too late): that starts nothing.`,
            zh: `${at.zh} 的“${came.event}”是补录的历史数据（导入或到达过晚），不会触发旅程。`,
          }
        : { en: `“${came.event}” happened on ${at.en}.`, zh: `“${came.event}”发生于 ${at.zh}。` };
    case 'stage': {
      const { model, from, to } = came.change;
      const name = (id: string): Words => names.stage?.(id, model) ?? { en: id, zh: id };
      const [a, b] = [name(from), name(to)];
      return came.idle
        ? {
            en: `${a.en} → ${b.en} on ${at.en} was made by ${came.idle === 'model' ? 'a new model' : 'an import'}: that starts nothing.`,
            zh: `${at.zh} 的“${a.zh} → ${b.zh}”由${came.idle === 'model' ? '模型变更' : '数据导入'}引起，不会触发旅程。`,
          }
        : { en: `${a.en} → ${b.en} on ${at.en}.`, zh: `${at.zh} 由“${a.zh}”变为“${b.zh}”。` };
    }
    case 'attribute': {
      const value = (language: 'en' | 'zh', given: typeof came.from) =>
        given === undefined || given === null ? { en: 'nothing', zh: '空' }[language] : valueInWords(given, language);
      return {
        en: `“${came.attribute}” changed from ${value('en', came.from)} to ${value('en', came.to)} on ${at.en}.`,
        zh: `“${came.attribute}”于 ${at.zh} 由${value('zh', came.from)}变为${value('zh', came.to)}。`,
      };
    }
    case 'schedule':
      return trigger?.on === 'date'
        ? { en: `Its day came up on ${at.en}.`, zh: `日期于 ${at.zh} 到来。` }
        : { en: `The schedule came up on ${at.en}.`, zh: `定时触发于 ${at.zh}。` };
    case 'log':
      return { en: `Came to this trigger on ${at.en}, as the log says.`, zh: `日志显示于 ${at.zh} 到达该触发器。` };
    case 'supposed':
      return {
        en: `It had not come up since it was published. Supposing it did on ${at.en}:`,
        zh: `自发布以来尚未触发。假设于 ${at.zh} 触发：`,
      };
  }
}

function neverCame(trigger: Trigger | undefined, names: Names): Words {
  switch (trigger?.on) {
    case 'event':
      return { en: `“${trigger.event}” had not happened.`, zh: `尚未发生“${trigger.event}”。` };
    case 'stage': {
      const list = (ids: readonly string[] | undefined, language: 'en' | 'zh') =>
        ids?.map((id) => names.stage?.(id, trigger.model)?.[language] ?? id).join(language === 'zh' ? '或' : ' or ') ??
        { en: 'any stage', zh: '任意阶段' }[language];
      return {
        en: `There was no change from ${list(trigger.from, 'en')} to ${list(trigger.to, 'en')}.`,
        zh: `没有从${list(trigger.from, 'zh')}到${list(trigger.to, 'zh')}的变化。`,
      };
    }
    case 'attribute':
      return { en: `“${trigger.attribute}” had not changed.`, zh: `“${trigger.attribute}”没有变化。` };
    case 'date':
      return {
        en: `“${trigger.attribute}” is not known as a date.`,
        zh: `“${trigger.attribute}”未知或不是日期。`,
      };
    case 'score':
      return {
        en: 'The log has no entry by it, and nothing else of it is kept.',
        zh: '日志中没有由此进入的记录，其他情况未保存。',
      };
    case 'schedule':
      return { en: 'The schedule had not come up.', zh: '尚未到定时触发的时间。' };
    case 'api':
      return { en: 'Nobody had asked by the API that they enter.', zh: '没有通过 API 请求进入。' };
    case 'journey':
      return { en: 'No other journey had sent them here.', zh: '没有其他旅程将其转入。' };
    default:
      return { en: 'Nobody had come to this trigger.', zh: '没有到达该触发器。' };
  }
}

function liveWords({ state, program }: Standing, failed: boolean, known: boolean): Words {
  if (!program) return { en: 'The journey was not published yet.', zh: '旅程当时尚未发布。' };
  const { version } = program;
  if (!failed || state === 'live') {
    if (!failed) return { en: `The journey was live, in version ${version}.`, zh: `旅程运行中，版本 ${version}。` };
    return known
      ? {
          en: `Version ${version} takes in only those who matched when it was published.`,
          zh: `版本 ${version} 只接收发布时已符合条件的用户。`,
        }
      : {
          en: `Version ${version}, live then, does not have this trigger.`,
          zh: `当时运行的版本 ${version} 没有该触发器。`,
        };
  }
  return STATES[state];
}

const STATES: Record<Exclude<Standing['state'], 'live'>, Words> = {
  draft: { en: 'The journey was not published yet.', zh: '旅程当时尚未发布。' },
  paused: { en: 'The journey was paused: nobody enters.', zh: '旅程已暂停，不再进入。' },
  draining: { en: 'The journey was draining: nobody enters any more.', zh: '旅程只出不进。' },
  stopped: { en: 'The journey was stopped.', zh: '旅程已停止。' },
  archived: { en: 'The journey was archived.', zh: '旅程已归档。' },
};

function settingWords(
  { id, verdict, taker }: WhyCheck & { verdict: Asked },
  program: Program,
  telling: Telling,
): Words {
  const { doors, journey, reentry } = program;
  const { names, profile } = telling;
  const run = runOf(profile, journey);
  switch (id) {
    case 'start': {
      const at = instantWords(doors.opens, names);
      return { en: `People enter from ${at.en} on.`, zh: `自 ${at.zh} 起允许进入。` };
    }
    case 'end': {
      const at = instantWords(doors.closes, names);
      return { en: `People enter until ${at.en}.`, zh: `允许进入至 ${at.zh}。` };
    }
    case 'lifetime':
      return {
        en: `May enter ${reentry.lifetime} times ever; had entered ${run?.entries ?? 0} times.`,
        zh: `累计最多进入 ${reentry.lifetime} 次，当时已进入 ${run?.entries ?? 0} 次。`,
      };
    case 'reentry':
      return reentryWords(program, telling);
    case 'group':
    case 'turn': {
      const { group } = doors.exclusion!;
      if (taker) {
        const name = names.journey?.(taker.journey) ?? { en: taker.journey, zh: taker.journey };
        return {
          en: `Only one journey of the group “${group}” at a time; was inside “${name.en}”.`,
          zh: `同一互斥组“${group}”只能参与一个旅程，当时正在“${name.zh}”中。`,
        };
      }
      return verdict === 'failed'
        ? { en: `Inside another journey of the group “${group}”.`, zh: `正在互斥组“${group}”的其他旅程中。` }
        : { en: `Inside no other journey of the group “${group}”.`, zh: `不在互斥组“${group}”的其他旅程中。` };
    }
    case 'door':
      return doorWords(program, verdict);
    case 'holdout': {
      const percent = Number((doors.holdout * 100).toFixed(6));
      return verdict === 'failed'
        ? { en: `Belongs to the ${percent}% who are only watched.`, zh: `属于 ${percent}% 的对照组，仅观察。` }
        : { en: `Does not belong to the ${percent}% who are only watched.`, zh: `不属于 ${percent}% 的对照组。` };
    }
    case 'exit':
      return verdict === 'failed'
        ? { en: 'An exit rule held already at entry.', zh: '进入时已满足退出条件。' }
        : { en: 'No exit rule held at entry.', zh: '进入时不满足任何退出条件。' };
    default:
      return { en: 'Journeys started one another too deep.', zh: '旅程相互触发的层级过深。' };
  }
}

function doorWords({ doors: { canary, entryRate } }: Program, verdict: Asked): Words {
  const many: Words =
    canary && 'percent' in canary
      ? { en: `The canary lets in ${canary.percent}%`, zh: `灰度只放行 ${canary.percent}%` }
      : canary
        ? { en: `The canary lets in ${canary.people} people`, zh: `灰度只放行 ${canary.people} 人` }
        : {
            en: `At most ${entryRate!.entries} enter in ${durationInWords(entryRate!.per).en}`,
            zh: `每 ${durationInWords(entryRate!.per).zh}最多进入 ${entryRate!.entries} 人`,
          };
  const ends: Record<Asked, Words> = {
    passed: { en: ': was let in.', zh: '，已放行。' },
    failed: { en: ': there was no room.', zh: '，未放行。' },
    unknown: { en: '; how many had come in by then is not kept.', zh: '，当时已进入的人数未保存。' },
  };
  return { en: many.en + ends[verdict].en, zh: many.zh + ends[verdict].zh };
}

/** The re-entry rule, and what the ledger knew. */
function reentryWords({ journey, reentry }: Program, { profile, names, entry }: Telling): Words {
  const run = profile.ledger.get(`${journey}|${instanceKey(reentry, entry)}`);
  const { rule, period, from, atOnce } = reentry;
  const length = durationInWords(formatDuration(period));
  const inside = run?.live ?? 0;
  const never = { en: 'had never entered before', zh: '此前从未进入' };
  const past = (at: Instant | undefined, en: string, zh: string): Words => {
    if (at === undefined) return never;
    const when = instantWords(at, names);
    return { en: `${en} on ${when.en}`, zh: `${zh}于 ${when.zh}` };
  };
  const said = (asks: Words, was: Words): Words => ({ en: `${asks.en}; ${was.en}.`, zh: `${asks.zh}，${was.zh}。` });
  const left = inside > 0 ? { en: 'was inside', zh: '当时正在旅程中' } : past(run?.lastExit, 'left last', '上次离开');
  if (rule === 'once')
    return said({ en: 'May enter once', zh: '只允许进入一次' }, past(run?.lastEntry, 'entered last', '上次进入'));
  if (rule === 'always') {
    return said(
      atOnce === undefined
        ? { en: 'May enter again at any time', zh: '可随时重复进入' }
        : { en: `May be inside ${atOnce} times at once`, zh: `最多同时参与 ${atOnce} 次` },
      { en: `was inside ${inside} times`, zh: `当时同时参与 ${inside} 次` },
    );
  }
  if (rule === 'after' && from !== 'exit') {
    return said(
      { en: `May enter again ${length.en} after the last entry`, zh: `距上次进入 ${length.zh}后可再次进入` },
      past(run?.lastEntry, 'entered last', '上次进入'),
    );
  }
  return said(
    period > 0
      ? { en: `May enter again ${length.en} after leaving`, zh: `离开 ${length.zh}后可再次进入` }
      : { en: 'May enter again after leaving', zh: '离开后可再次进入' },
    left,
  );
}

function instantWords(at: Instant, names: Names): Words {
  const tell = (language: 'en' | 'zh') => names.instant?.(at, language) ?? writeInstant(at);
  return { en: tell('en'), zh: tell('zh') };
}
