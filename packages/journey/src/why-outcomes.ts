import type { Words } from '@sojourn/rules';
import type { CheckVerdict, EntryOutcome } from './why.js';

/** How a check went. */
export const VERDICTS: Readonly<Record<CheckVerdict, Words>> = {
  passed: { en: 'Yes', zh: '通过' },
  failed: { en: 'No', zh: '未通过' },
  unknown: { en: 'Unknown', zh: '未知' },
  not_reached: { en: 'Not asked', zh: '未判断' },
};

/** What became of somebody who came to a trigger. */
export const ENTRY_OUTCOMES: Readonly<Record<EntryOutcome, Words>> = {
  entered: { en: 'Entered', zh: '已进入' },
  held_out: { en: 'Control group: only watched', zh: '对照组：仅观察' },
  waits: { en: 'Waits for its turn', zh: '等待进入' },
  exited: { en: 'Entered and left at once', zh: '进入后立即退出' },
  refused: { en: 'Did not enter', zh: '未进入' },
  unknown: { en: 'Cannot be told', zh: '无法判断' },
};

/** The same where it is only supposed. */
export const SUPPOSED_OUTCOMES: Readonly<Record<EntryOutcome, Words>> = {
  ...ENTRY_OUTCOMES,
  entered: { en: 'Would enter', zh: '将会进入' },
  waits: { en: 'Would wait for its turn', zh: '将等待进入' },
  exited: { en: 'Would leave at once', zh: '进入后将立即退出' },
  refused: { en: 'Would not enter', zh: '不会进入' },
};
