import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { user } from '../ui/on-screen.js';
import { choose, field, open, past, settings } from './an-inspector.js';

describe('the settings of a node', () => {
  afterEach(cleanup);

  it('are a form made from its declaration, in the language on screen', async () => {
    await open('event-trigger', {}, 'zh');
    expect(screen.getByRole('combobox', { name: /^事件/ })).toBeTruthy();
    expect(screen.getByText('仅当')).toBeTruthy();
  });

  it('say what is wrong at the field it is wrong in', async () => {
    await open('send-email');
    expect(field('topic').getByText('Choose the consent topic of this message.')).toBeTruthy();
    expect(field('template').getByText('This is missing.')).toBeTruthy();
  });

  it('make one entry of the history of all that is typed into a field', async () => {
    const model = await open('event-trigger');
    const input = screen.getByRole('combobox', { name: /^Event/ });
    await user.type(input, 'order_paid');
    fireEvent.blur(input);
    expect(settings(model)).toEqual({ event: 'order_paid' });
    expect(past(model)).toBe(1);
  });

  it('take a setting away when its field is emptied', async () => {
    const model = await open('end', { result: 'done' });
    await user.clear(screen.getByLabelText('Result'));
    expect(settings(model)).toEqual({});
  });

  it('write a duration as an amount and a unit', async () => {
    const model = await open('wait-duration', { for: '3d' });
    await choose('For: Unit', 'hours');
    expect(settings(model)).toEqual({ for: '3h' });
  });

  it('choose stages of the model', async () => {
    const model = await open('stage-trigger');
    await choose('To', 'Silent', 'Churned');
    expect(settings(model)).toEqual({ to: ['silent', 'churned'] });
  });

  it('choose a template and a topic by name', async () => {
    const model = await open('send-email');
    await choose('Template', 'We miss you');
    await choose('Consent topic', 'Marketing');
    expect(settings(model)).toEqual({ template: 't1', topic: 'marketing' });
  });

  it('know a text from a number, yes from no, and nothing', async () => {
    const model = await open('set-attribute', { attribute: 'vip', value: 'x' });
    await user.click(screen.getByRole('radio', { name: 'Yes / no' }));
    expect(settings(model).value).toBe(true);
    await user.click(screen.getByRole('radio', { name: 'Empty' }));
    expect(settings(model).value).toBeNull();
  });

  it('write a schedule without knowing cron', async () => {
    const model = await open('schedule-trigger', { missed: 'once' });
    await choose('Times: How often', 'On workdays');
    expect(settings(model).cron).toBe('0 10 * * 1-5');
  });

  it('keep a type that is gone movable and say so', async () => {
    await open('carrier-pigeon');
    expect(screen.getByText(/does not know nodes of type “carrier-pigeon”/)).toBeTruthy();
  });
});

describe('a condition', () => {
  afterEach(cleanup);

  it('is built from comparisons and told as a sentence', async () => {
    const model = await open('if-else');
    await user.click(screen.getByTestId('add-condition'));
    expect(settings(model)).toEqual({
      rule: { all: [{ fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 1 }] },
    });
    expect(screen.getByTestId('rule-sentence').textContent).toBe('Reads: “Order paid” happened');
    await choose('Measure', 'the last time');
    expect(settings(model)).toMatchObject({ rule: { all: [{ is: 'within', value: '30d' }] } });
  });

  it('joins its parts in four ways', async () => {
    const part = { fact: { seen: 'last' }, is: 'known' };
    const model = await open('if-else', { rule: { all: [part] } });
    await choose('Condition: How the conditions are joined', 'None of these');
    expect(settings(model)).toEqual({ rule: { not: { any: [part] } } });
  });

  it('compares a stage with stages by name', async () => {
    const model = await open('if-else', { rule: { all: [{ fact: { stage: 'current' }, is: 'eq' }] } });
    await choose('Value', 'Churned');
    expect(settings(model)).toMatchObject({ rule: { all: [{ value: 'churned' }] } });
  });

  it('offers the properties of the event only where one is at hand', async () => {
    await open('if-else', { rule: { all: [{ fact: { seen: 'last' }, is: 'known' }] } });
    await user.click(screen.getByRole('combobox', { name: 'What is looked at' }));
    expect(screen.queryByRole('option', { name: 'Property of this event' })).toBeNull();
  });

  it('goes when its last part is taken away, and a filter can be removed as a whole', async () => {
    const model = await open('if-else', { rule: { all: [{ fact: { seen: 'last' }, is: 'known' }] } });
    await user.click(screen.getByRole('button', { name: /^Remove this condition/ }));
    expect(settings(model)).toEqual({});
    cleanup();
    const other = await open('event-trigger', { event: 'a', filter: { all: [] } });
    await user.click(screen.getByRole('button', { name: 'Remove the filter' }));
    expect(settings(other)).toEqual({ event: 'a' });
  });
});
