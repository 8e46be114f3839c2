import { describe, expect, it } from '@jest/globals';
import { aJourney } from './a-journey.js';
import type { Change } from './document.js';
import { beginHistory, endGesture, perform, redo, undo } from './history.js';

const start = beginHistory(aJourney(['a']));
const title = (name: string): Change => ({ do: 'title', name });

describe('the history', () => {
  it('goes back and forth as far as one likes', () => {
    let history = start;
    for (let n = 1; n <= 500; n++) history = perform(history, title(`J${n}`));
    const last = history;
    for (let n = 0; n < 500; n++) history = undo(history);
    expect(history.present).toBe(start.present);
    for (let n = 0; n < 500; n++) history = redo(history);
    expect(history.present).toBe(last.present);
  });

  it('keeps no entry of a change that changed nothing', () => {
    expect(perform(start, title('A journey'))).toBe(start);
    expect(undo(start)).toBe(start);
    expect(redo(start)).toBe(start);
  });

  it('makes one entry of one gesture', () => {
    let history = perform(start, title('J'), 'title');
    history = perform(history, title('Jo'), 'title');
    history = perform(history, title('Joy'), 'title');
    expect(history.past.length).toBe(1);
    expect(undo(history).present.name).toBe('A journey');
  });

  it('starts a new entry when the gesture has ended or another came between', () => {
    const typed = perform(start, title('J'), 'title');
    expect(perform(endGesture(typed), title('Jo'), 'title').past.length).toBe(2);
    const between = perform(typed, { do: 'settle', settings: { zone: 'UTC' } });
    expect(perform(between, title('Jo'), 'title').past.length).toBe(3);
  });

  it('forgets what was undone once something else is done', () => {
    const history = perform(undo(perform(start, title('X'))), title('Y'));
    expect(history.future).toEqual([]);
  });
});
