import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { newNode } from '../canvas/new-node.js';
import { user } from '../ui/on-screen.js';
import { nodes } from '@sojourn/nodes';
import { choose, field, open, settings } from './an-inspector.js';
import { freshId } from './branches-field.js';

const branch = (id: string) => within(screen.getByTestId(`branch-${id}`));
const node = (model: Awaited<ReturnType<typeof open>>) => model.store.getState().history.present.nodes[0]!;

describe('a list of branches', () => {
  afterEach(cleanup);

  it('asks each branch for what its type declares, and for a name', async () => {
    const model = await open('wait-event', { events: [{ id: 'happened' }], timeout: '3d' });
    await user.type(branch('happened').getByRole('combobox', { name: /^Event/ }), 'order');
    await user.type(branch('happened').getByLabelText('Name'), 'Bought');
    expect(settings(model)).toEqual({ events: [{ id: 'happened', event: 'order', name: 'Bought' }], timeout: '3d' });
    expect(screen.queryByLabelText('Id')).toBeNull();
  });

  it('can be added to, put in another order and taken from; ids stay what they are', async () => {
    const model = await open('random-split', {
      experiment: 'x',
      arms: [
        { id: 'a', share: 50 },
        { id: 'b', share: 50 },
      ],
    });
    await user.click(screen.getByTestId('add-branch'));
    expect(settings(model).arms).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    await user.click(branch('a').getByRole('button', { name: 'Move down' }));
    expect(settings(model).arms).toMatchObject([{ id: 'b' }, { id: 'a' }, { id: 'c' }]);
    await user.click(branch('b').getByRole('button', { name: 'Remove this branch' }));
    expect(settings(model).arms).toMatchObject([{ id: 'a' }, { id: 'c' }]);
  });

  it('says what is wrong in the branch it is wrong in', async () => {
    await open('multi-split', { branches: [{ id: 'a', rule: { all: [] } }, { id: 'b' }] });
    expect(branch('b').getByText('This is missing.')).toBeTruthy();
    expect(branch('a').queryByText('This is missing.')).toBeNull();
  });

  it('hides what is set by publishing, and begins with something', async () => {
    await open('random-split', { experiment: 'x', arms: [{ id: 'a', share: 100 }], slots: { a: [[0, 10_000]] } });
    expect(screen.queryByTestId('field-slots')).toBeNull();
    const start = (type: string) => newNode(nodes.get(type)!, 'n', { x: 0, y: 0 }).settings;
    expect(start('random-split').arms).toEqual([
      { id: 'a', share: 50 },
      { id: 'b', share: 50 },
    ]);
    expect(start('wait-event')).toMatchObject({ events: [{ id: 'happened' }], timeout: '1d' });
    expect(freshId([{ id: 'a' }, { id: 'c' }])).toBe('b');
    expect(freshId([...'abcdefghijklmnopqrstuvwxyz'].map((id) => ({ id })))).toBe('branch27');
  });
});

describe('times and days', () => {
  afterEach(cleanup);

  it('are a clock and chips', async () => {
    const model = await open('wait-time', { days: 0 });
    fireEvent.change(field('at').getByLabelText(/^At/), { target: { value: '09:30' } });
    await user.click(screen.getByRole('checkbox', { name: 'Friday' }));
    await user.click(screen.getByRole('checkbox', { name: 'Monday' }));
    expect(settings(model)).toEqual({ days: 0, at: '09:30', weekdays: [1, 5] });
    await user.click(screen.getByRole('checkbox', { name: 'Friday' }));
    await user.click(screen.getByRole('checkbox', { name: 'Monday' }));
    expect(settings(model)).toEqual({ days: 0, at: '09:30' });
  });

  it('of a schedule may be one date and time', async () => {
    const model = await open('schedule-trigger', { missed: 'once' });
    fireEvent.change(field('once').getByLabelText(/^Or once/), { target: { value: '2026-12-24T10:00' } });
    expect(settings(model)).toEqual({ missed: 'once', once: '2026-12-24T10:00' });
  });
});

describe('what belongs to the workspace', () => {
  afterEach(cleanup);

  it('is chosen by name: a journey, a segment, a calendar', async () => {
    const model = await open('sub-journey', { timeout: '1d' });
    await choose('Journey', 'Welcome');
    expect(settings(model)).toEqual({ timeout: '1d', journey: 'j1' });
    cleanup();
    const segment = await open('segment-trigger', { when: 'left' });
    await choose('Segment', 'Our VIPs');
    expect(settings(segment)).toEqual({ when: 'left', segment: 'vips' });
    cleanup();
    const wait = await open('wait-time', { days: 1, at: '10:00' });
    await choose('Only workdays of', '中国法定节假日');
    expect(settings(wait)).toMatchObject({ calendar: 'china' });
    await choose('Only workdays of', 'Shop days');
    expect(settings(wait)).toMatchObject({ calendar: 'shop' });
  });

  it('is the RFM classes or a layering, and the stages follow it', async () => {
    const model = await open('stage-trigger');
    await choose('Stage of', 'RFM classes');
    await choose('To', 'Champions');
    expect(settings(model)).toEqual({ model: 'rfm', to: ['champions'] });
    cleanup();
    const rfm = await open('rfm-trigger', {}, 'zh');
    await choose('到', '重要保持客户');
    expect(settings(rfm)).toEqual({ to: ['keep'] });
  });

  it('is handed on as properties, each with where its value comes from', async () => {
    const model = await open('emit-event', { event: 'warned' });
    await user.click(screen.getByRole('button', { name: 'Add a property' }));
    await user.type(screen.getByLabelText('Property'), 'city');
    await choose('Where its value comes from', 'Attribute');
    await user.type(screen.getByLabelText('Value'), 'home_city');
    expect(settings(model)).toEqual({ event: 'warned', properties: { city: { attribute: 'home_city' } } });
    await user.click(screen.getByRole('button', { name: 'Remove this property' }));
    expect(settings(model)).toEqual({ event: 'warned' });
  });
});

describe('what holds for a node of any type', () => {
  afterEach(cleanup);

  it('STATE-3 STATE-4 is how often one may come to it, and what follows where it fails', async () => {
    const model = await open('wait-duration', { for: '1d' });
    fireEvent.change(screen.getByLabelText('At most visits'), { target: { value: '12' } });
    await choose('Where it fails', 'Go on');
    expect(node(model)).toMatchObject({ visits: 12, onError: 'continue', settings: { for: '1d' } });
    await choose('Where it fails', 'Leave the journey');
    fireEvent.change(screen.getByLabelText('At most visits'), { target: { value: '' } });
    expect(node(model)).not.toHaveProperty('visits');
    expect(node(model)).not.toHaveProperty('onError');
  });

  it('is not asked of a trigger', async () => {
    await open('event-trigger', { event: 'a' });
    expect(screen.queryByLabelText('At most visits')).toBeNull();
  });
});
