/** The schedules one can choose without knowing cron. */
export type Shape =
  | { every: 'day' | 'workday'; at: string }
  | { every: 'week'; at: string; weekday: number }
  | { every: 'month'; at: string; day: number };

/** A cron expression as one of the plain schedules; `undefined` for any other. */
export function shapeOf(cron: string): Shape | undefined {
  const [minute, hour, day, month, weekday, ...more] = cron.trim().split(/\s+/);
  if (more.length > 0 || month !== '*' || !isNumber(minute, 59) || !isNumber(hour, 23)) return undefined;
  const at = `${hour!.padStart(2, '0')}:${minute!.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { every: 'day', at };
  if (day === '*' && weekday === '1-5') return { every: 'workday', at };
  if (day === '*' && isNumber(weekday, 7)) return { every: 'week', at, weekday: Number(weekday) % 7 };
  if (weekday === '*' && isNumber(day, 31) && day !== '0') return { every: 'month', at, day: Number(day) };
  return undefined;
}

export function cronOf(shape: Shape): string {
  const [hour = '0', minute = '0'] = shape.at.split(':');
  const time = `${Number(minute)} ${Number(hour)}`;
  switch (shape.every) {
    case 'day':
      return `${time} * * *`;
    case 'workday':
      return `${time} * * 1-5`;
    case 'week':
      return `${time} * * ${shape.weekday}`;
    case 'month':
      return `${time} ${shape.day} * *`;
  }
}

function isNumber(text: string | undefined, most: number): boolean {
  return text !== undefined && /^\d{1,2}$/.test(text) && Number(text) <= most;
}
