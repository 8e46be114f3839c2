/**
 * A calendar (日历) of a workspace: which local days are worked on. Monday to Friday are, but for what stands here: public
 * holidays (法定节假日) are off, make-up days (调休上班) are worked on whatever day of the week they are. Days are local
 * dates such as `2026-10-01`.
 */
export interface Calendar {
  id: string;
  name: string;
  holidays: readonly string[];
  makeUpDays: readonly string[];
}
