import { describe, expect, it } from '@jest/globals';
import { cronOf, shapeOf, type Shape } from './schedule-shape.js';

describe('a plain schedule', () => {
  const shapes: [string, Shape][] = [
    ['30 9 * * *', { every: 'day', at: '09:30' }],
    ['0 10 * * 1-5', { every: 'workday', at: '10:00' }],
    ['5 0 * * 0', { every: 'week', at: '00:05', weekday: 0 }],
    ['0 8 15 * *', { every: 'month', at: '08:00', day: 15 }],
  ];

  it.each(shapes)('%s is read and written', (cron, shape) => {
    expect(shapeOf(cron)).toEqual(shape);
    expect(cronOf(shape)).toBe(cron);
  });

  it.each(['*/5 * * * *', '0 10 1 1 *', '0 10 * *', '0 10 * * 1,3', '61 10 * * *', '', '0 10 0 * *'])(
    '%s is none',
    (cron) => expect(shapeOf(cron)).toBeUndefined(),
  );
});
