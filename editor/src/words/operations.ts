import type { Words } from '@sojourn/rules';

const KINDS: Readonly<Record<string, Words>> = {
  import: { en: 'Import of a file', zh: '文件导入' },
  'lifecycle.recompute': { en: 'Stages computed anew', zh: '重新计算阶段' },
  'profile.erase': { en: 'A person erased', zh: '删除用户个人数据' },
  'journey.exit': { en: 'Everybody taken out of a journey', zh: '旅程停止，移出用户' },
  'journey.migrate': { en: 'People moved to a new version', zh: '用户迁移到新版本' },
  'enrollment.act': { en: 'People moved, brought forward or taken out', zh: '人工移动、提前或移出用户' },
  'enrollment.exit': { en: 'Somebody taken out', zh: '移出用户' },
  'journey.release': { en: 'A journey resumed', zh: '旅程恢复，继续执行' },
  'workspace.repair': { en: 'Played again what was put aside', zh: '重新处理被搁置的内容' },
  'facts.backfill': { en: 'Facts counted from the past', zh: '按历史事件补算统计' },
  'audience.run': { en: 'People of an audience entering', zh: '人群进入旅程' },
  'dates.look_up': { en: 'Dates of profiles looked up', zh: '建立用户日期索引' },
  sample: { en: 'Sample shop loaded', zh: '加载示例商城' },
  'sample.load': { en: 'Sample shop loaded', zh: '加载示例商城' },
};

/** What a piece of long work does; a kind without words is shown by its name. */
export function operationWords(kind: string): Words {
  return KINDS[kind] ?? { en: kind.replaceAll(/[._]/g, ' '), zh: `其他任务（${kind}）` };
}
