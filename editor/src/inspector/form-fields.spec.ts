import { describe, expect, it } from '@jest/globals';
import { nodes } from '@sojourn/nodes';
import { formFields } from './form-fields.js';

const form = (type: string) =>
  formFields(nodes.get(type)!).map(({ name, widget, required }) => `${name} ${widget}${required ? '!' : ''}`);

describe('the form of a node type', () => {
  it('is read from its declaration', () => {
    expect(form('wait-event')).toEqual(['events branches!', 'timeout duration!', 'sinceEntry truth']);
    expect(form('event-trigger')).toEqual(['event event!', 'filter filter']);
    expect(form('set-attribute')).toEqual(['attribute attribute!', 'value value!']);
    expect(form('end')).toEqual(['result text']);
    expect(form('stage-split')).toEqual(['model model']);
  });

  it('labels every field of every type in both languages', () => {
    for (const type of nodes.values()) {
      for (const { name, label } of formFields(type)) {
        expect([type.type, name, label.en !== '', /\p{Script=Han}/u.test(label.zh)]).toEqual([
          type.type,
          name,
          true,
          true,
        ]);
      }
    }
  });
});
