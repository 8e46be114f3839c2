import type { JourneyState, OperationReply } from '@sojourn/api';
import type { Words } from '@sojourn/rules';

/** What a journey is at. */
export const JOURNEY_STATES: Readonly<Record<JourneyState, Words>> = {
  draft: { en: 'Draft', zh: '草稿' },
  live: { en: 'Live', zh: '运行中' },
  paused: { en: 'Paused', zh: '已暂停' },
  draining: { en: 'Draining', zh: '只出不进' },
  stopped: { en: 'Stopped', zh: '已停止' },
  archived: { en: 'Archived', zh: '已归档' },
};

/** What long work is at. */
export const OPERATION_STATES: Readonly<Record<OperationReply['state'], Words>> = {
  waiting: { en: 'Waiting', zh: '等待中' },
  running: { en: 'Running', zh: '进行中' },
  done: { en: 'Done', zh: '已完成' },
  failed: { en: 'Failed', zh: '失败' },
  cancelled: { en: 'Cancelled', zh: '已取消' },
};
