/** Dates as somebody writes them: in lines, with commas or spaces between. `wrong` are those that are none. */
export function readDays(text: string): { days: string[]; wrong: string[] } {
  const days: string[] = [];
  const wrong: string[] = [];
  for (const word of text.split(/[\s,，、;；]+/).filter((each) => each !== '')) {
    const date = new Date(`${word}T00:00:00Z`);
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(word) && !Number.isNaN(date.getTime());
    if (isDay && date.toISOString().startsWith(word)) days.push(word);
    else wrong.push(word);
  }
  return { days: [...new Set(days)].sort(), wrong };
}

/** Dates with those of a month on one line. */
export function writeDays(days: readonly string[]): string {
  const months = new Map<string, string[]>();
  for (const day of days) months.set(day.slice(0, 7), [...(months.get(day.slice(0, 7)) ?? []), day]);
  return [...months.values()].map((each) => each.join(', ')).join('\n');
}
