import type { CheckVerdict, Doubt, EntryOutcome, ProfileRecord } from '@sojourn/journey';
import { writeInstant, type Instant, type Names, type Words } from '@sojourn/rules';

/** What is not known of a moment of the past, said openly. */
export function notesOf(
  { at, now, record, doubt, names }: { at: Instant; now: Instant; record: ProfileRecord; doubt: Doubt; names: Names },
  checks: readonly { verdict: CheckVerdict }[],
  triggers: readonly { outcome: EntryOutcome; checks: typeof checks }[] = [],
): Words[] {
  const notes: Words[] = [];
  if (isUnseen(record, at)) notes.push(UNSEEN);
  if (isShortened(doubt)) notes.push(shortened(record, names));
  if (record.events.some(({ live, name, at: played }) => !live && name !== '$identify' && played <= at))
    notes.push(IMPORTED);
  if (checks.some(({ verdict }) => verdict === 'unknown')) notes.push(UNKNOWN);
  if (triggers.some((trigger) => trigger.outcome === 'unknown' && trigger.checks.every(passed))) notes.push(MISSING);
  if (at < now) notes.push(AS_NOW);
  return notes;
}

const passed = ({ verdict }: { verdict: CheckVerdict }): boolean => verdict === 'passed';

/** Whether nothing is kept of a profile up to a moment. */
export function isUnseen({ events, transitions, runs }: ProfileRecord, at: Instant): boolean {
  return (
    !events.some((each) => each.at <= at) &&
    !transitions.some((each) => each.at <= at) &&
    !runs.some((run) => run.enteredAt <= at)
  );
}

/** Fewer events are at hand than were counted: the oldest are past their retention. */
function isShortened({ told, true: present }: Doubt): boolean {
  return [...present.events.values()].some(
    ({ name, count }) => !/[#$]/.test(name) && count > (told.events.get(name)?.count ?? 0),
  );
}

function shortened({ events }: ProfileRecord, names: Names): Words {
  const first = events[0]?.at;
  const since = (language: 'en' | 'zh') =>
    first === undefined ? '' : (names.instant?.(first, language) ?? writeInstant(first));
  return first === undefined
    ? { en: 'The events of this profile are no longer kept.', zh: '该用户的事件历史已不再保存。' }
    : {
        en: `Events before ${since('en')} are no longer kept: what was counted of them then cannot be told.`,
        zh: `${since('zh')} 之前的事件已不再保存，无法还原当时的统计。`,
      };
}

const UNSEEN: Words = {
  en: 'Nothing is kept of this profile up to that moment: it was not known yet.',
  zh: '该时刻之前没有该用户的任何记录：当时尚未出现。',
};
const IMPORTED: Words = {
  en: 'Some of the history was imported: attributes that came with it are known from the date of the import on.',
  zh: '部分历史来自导入：随之导入的属性自导入之日起可知。',
};
const MISSING: Words = {
  en: 'By all that is kept they would have entered, and the log has no entry: something that is not kept was otherwise, such as a version that was still waiting for its facts.',
  zh: '按已保存的信息应当进入，但日志中没有进入记录：有未保存的情况与此不同，例如该版本当时仍在等待统计数据补齐。',
};
const UNKNOWN: Words = {
  en: 'Unknown means: what it looks at (scores, consents given on a page, tasks, or history no longer kept) cannot be told for that moment.',
  zh: '“未知”表示所查看的内容（评分、在页面上给出的授权、人工任务，或已不再保存的历史）在当时的值无法还原。',
};
const AS_NOW: Words = {
  en: 'Segments, layerings, computed attributes and meanings of events are read as they are defined now.',
  zh: '人群、分层、计算属性和事件含义按当前定义判断。',
};
