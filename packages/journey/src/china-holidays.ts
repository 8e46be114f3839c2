import type { Calendar } from './calendar.js';
import { parseDay, writeDay } from './local-time.js';

/**
 * The public holidays and make-up workdays of mainland China, by the notices of the General Office of the State Council
 * (国务院办公厅关于部分节假日安排的通知): 国办发明电〔2023〕7号 for 2024, 国办发明电〔2024〕12号 for 2025, and the notice of
 * 2025-11-04 for 2026. Each year's notice comes in the autumn before it.
 */
export const CHINA_CALENDAR: Calendar = {
  id: 'china',
  name: '中国法定节假日',
  holidays: [
    ...['2024-01-01'],
    ...days('2024-02-10', '2024-02-17'),
    ...days('2024-04-04', '2024-04-06'),
    ...days('2024-05-01', '2024-05-05'),
    ...['2024-06-10'],
    ...days('2024-09-15', '2024-09-17'),
    ...days('2024-10-01', '2024-10-07'),
    ...['2025-01-01'],
    ...days('2025-01-28', '2025-02-04'),
    ...days('2025-04-04', '2025-04-06'),
    ...days('2025-05-01', '2025-05-05'),
    ...days('2025-05-31', '2025-06-02'),
    ...days('2025-10-01', '2025-10-08'),
    ...days('2026-01-01', '2026-01-03'),
    ...days('2026-02-15', '2026-02-23'),
    ...days('2026-04-04', '2026-04-06'),
    ...days('2026-05-01', '2026-05-05'),
    ...days('2026-06-19', '2026-06-21'),
    ...days('2026-09-25', '2026-09-27'),
    ...days('2026-10-01', '2026-10-07'),
  ],
  makeUpDays: [
    ...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
    ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ],
};

/** Every date from the first to the last, both included. */
function days(first: string, last: string): string[] {
  const from = parseDay(first)!;
  return Array.from({ length: parseDay(last)! - from + 1 }, (_, index) => writeDay(from + index));
}
