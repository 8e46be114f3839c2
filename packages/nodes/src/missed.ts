import type { Missed } from '@sojourn/journey';
import { z } from 'zod';
import { field } from './field.js';

/** What is made up for after a downtime (SCHED-2), the same for all that comes up by the calendar. */
export const missedField = field(z.enum(['once', 'each', 'skip']).default('once') as z.ZodType<Missed>, {
  label: { en: 'Missed while the server was down', zh: '停机期间错过的执行' },
  options: {
    once: { en: 'Run once', zh: '补执行一次' },
    each: { en: 'Run each', zh: '逐次补执行' },
    skip: { en: 'Skip', zh: '跳过' },
  },
});
