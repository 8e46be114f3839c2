import { describe, expect, it } from '@jest/globals';
import { journeyTestSchema } from '@sojourn/journey';
import { issueWords } from '@sojourn/rules';

const NOW = '2026-03-02T10:00:00+08:00';

describe('the file of a journey test', () => {
  const good = { format: 1, name: 'x', journey: 'j.json', given: { now: NOW }, script: [], expect: {} };
  const faults = (document: unknown) => {
    const { error } = journeyTestSchema.safeParse(document);
    return error ? issueWords(error, document).map(({ path, message }) => [path.join('.'), message]) : [];
  };

  it('names the place and the mend in both languages', () => {
    const events = [
      { at: '-1d', event: 'a' },
      { at: 'yesterday', event: 'b' },
    ];
    const [[place, message] = []] = faults({ ...good, given: { now: NOW, events } });
    expect(place).toBe('given.events.1.at');
    expect(message).toEqual({ en: expect.stringMatching(/^Write an instant/), zh: expect.stringMatching(/^请填写/) });
  });

  it.each<[string, string, object]>([
    ['a clock without an offset', 'given.now', { given: { now: '2026-03-02T10:00:00' } }],
    ['a step of no kind', 'script.0', { script: [{ evnt: 'x' }] }],
    ['a step with a time that is none', 'script.0.at', { script: [{ at: '3 days', event: 'x' }] }],
    ['time that does not pass', 'script.0.advance', { script: [{ advance: 'a while' }] }],
    ['a path that cannot be read', 'expect.path.1', { expect: { path: ['a', 'b next'] } }],
    ['a rest with a port', 'expect.resting.0', { expect: { resting: ['a.next'] } }],
    ['a rule of refusal nobody knows', 'expect.refusals.0.rule', { expect: { refusals: [{ rule: 'no' }] } }],
    ['a zone that is none', 'workspace.zone', { workspace: { zone: 'Mars' } }],
    ['another format', 'format', { format: 2 }],
    ['what does not belong there', '', { extra: 1 }],
  ])('refuses %s', (_, place, part) => {
    expect(faults(good)).toEqual([]);
    const found = faults({ ...good, ...part });
    expect(found.map(([at]) => at)).toContain(place);
  });
});
