import { afterEach, describe, expect, it } from '@jest/globals';
import { ECOMMERCE_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { checkJourney, type Journey } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { ReactFlowProvider } from '@xyflow/react';
import type { Language } from '@sojourn/rules';
import { onScreen, user } from '../ui/on-screen.js';
import { aJourney, aNode } from './a-journey.js';
import { Canvas } from './canvas.js';
import { CanvasProvider } from './canvas-context.js';
import { newCanvas, type CanvasModel } from './canvas-store.js';
import { useCanvasKeys } from './use-canvas-keys.js';

const around = { model: ECOMMERCE_MODEL, meanings: usualMeanings() };
const recall = aJourney(
  [
    aNode('start', 'stage-trigger', { settings: { to: ['silent'] } }),
    aNode('big', 'if-else', {
      settings: { rule: { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2 } },
      position: { x: 0, y: 200 },
    }),
    aNode('rest', 'wait-duration', { settings: { for: '3d' }, position: { x: 0, y: 400 }, name: 'Give them time' }),
    aNode('end', 'end', { position: { x: 300, y: 400 } }),
  ],
  'start.next>big',
  'big.yes>rest',
  'big.no>end',
);

function Keys() {
  useCanvasKeys({ openSettings: () => {} });
  return <Canvas />;
}

async function draw(journey: Journey, language: Language = 'en', readOnly = false): Promise<CanvasModel> {
  const model = newCanvas(journey, nodes, around, { readOnly });
  model.store.getState().tell(checkJourney(journey, nodes, {}, around));
  await onScreen(
    <CanvasProvider value={model}>
      <ReactFlowProvider>
        <Keys />
      </ReactFlowProvider>
    </CanvasProvider>,
    { language },
  );
  return model;
}

const drawn = (model: CanvasModel) => model.store.getState().history.present;
const press = (key: string, more: object = {}) => void fireEvent.keyDown(document.body, { key, ...more });
const card = (id: string) => document.querySelector<HTMLElement>(`[data-node="${id}"]`)!;

describe('the canvas', () => {
  afterEach(cleanup);

  it('says what each node does, in words', async () => {
    await draw(recall);
    expect(card('start').textContent).toContain('When the stage changes to Silent');
    expect(card('big').textContent).toContain('“Order paid” happened at least 2 times');
    expect(card('rest').textContent).toContain('Give them time');
    expect(card('rest').textContent).toContain('Wait 3 days');
  });

  it('says it in Chinese, without an English word', async () => {
    await draw({ ...recall, nodes: recall.nodes.map(({ name: _, ...node }) => node) }, 'zh');
    expect(card('big').textContent).toContain('“支付订单”至少发生 2 次');
    for (const node of recall.nodes) expect(card(node.id).textContent).not.toMatch(/[a-z]{3,}/i);
  });

  it('tells a screen reader each node by name and what it does', async () => {
    await draw(recall);
    expect(screen.getByRole('group', { name: 'Give them time: Wait 3 days' })).toBeTruthy();
  });

  it('marks what is wrong on the node, and ports that lead nowhere', async () => {
    await draw(recall);
    expect(within(card('rest')).getByTestId('node-errors').textContent).toBe('1');
    expect(
      within(card('rest')).getByRole('button', { name: 'Add a node after “Next” of Give them time' }),
    ).toBeTruthy();
  });

  it('adds a node by keyboard: A, a word, Enter', async () => {
    const model = await draw(recall);
    act(() => model.store.getState().select(['rest']));
    press('a');
    await user.type(screen.getByRole('combobox'), 'mail{Enter}');
    const added = drawn(model).nodes.at(-1)!;
    expect(added.type).toBe('send-email');
    expect(drawn(model).edges).toContainEqual({ from: 'rest', port: 'next', to: added.id });
    expect([...model.store.getState().selectedNodes]).toEqual([added.id]);
  });

  it('offers no trigger after a node, and only triggers on an empty canvas', async () => {
    const model = await draw(recall);
    act(() => model.store.getState().select(['rest']));
    press('a');
    expect(screen.queryByText('When an event happens')).toBeNull();
    cleanup();
    await draw(aJourney([]));
    await user.click(screen.getByTestId('choose-trigger'));
    const offered = screen.getAllByRole('option').map(({ dataset }) => nodes.get(dataset.type!)!.group);
    expect(new Set(offered)).toEqual(new Set(['trigger']));
  });

  it('walks along the drawing with the arrow keys', async () => {
    const model = await draw(recall);
    const at = () => [...model.store.getState().selectedNodes].join();
    press('ArrowDown');
    expect(at()).toBe('start');
    press('ArrowDown');
    press('ArrowDown');
    expect(at()).toBe('rest');
    press('ArrowRight');
    expect(at()).toBe('end');
  });

  it('undoes and redoes, one entry per gesture', async () => {
    const model = await draw(recall);
    act(() => model.store.getState().select(['end']));
    press('Delete');
    expect(drawn(model).nodes.length).toBe(3);
    press('z', { ctrlKey: true });
    expect(drawn(model)).toBe(recall);
    press('Z', { ctrlKey: true, shiftKey: true });
    expect(drawn(model).nodes.length).toBe(3);
  });

  it('asks which branch to keep of a split, then joins it', async () => {
    const model = await draw(recall);
    act(() => model.store.getState().select(['big']));
    press('Delete');
    await user.click(await screen.findByLabelText('No'));
    await user.click(screen.getByTestId('confirm-remove'));
    expect(drawn(model).edges).toEqual([{ from: 'start', port: 'next', to: 'end' }]);
  });

  it('shows live counts, those waiting first', async () => {
    const model = await draw(recall);
    act(() => model.store.getState().count({ rest: { entered: 12_345, waiting: 67, failed: 0, left: { next: 8 } } }));
    expect(within(card('rest')).getByTestId('node-counts').textContent).toBe(
      'Show who is at “Give them time”. Here now: 67Entered 12.3K',
    );
  });

  it('fades what a replay did not pass', async () => {
    const model = await draw(recall);
    act(() =>
      model.store
        .getState()
        .light({ nodes: new Set(['start', 'big']), edges: new Set(['start|next']), current: 'big' }),
    );
    expect(['start', 'big', 'rest'].map((id) => card(id).dataset.lit)).toEqual(['lit', 'current', 'faded']);
  });

  it('changes nothing for those who may only look', async () => {
    const model = await draw(recall, 'en', true);
    act(() => model.store.getState().select(['rest']));
    press('Delete');
    press('a');
    expect(drawn(model)).toBe(recall);
    expect(screen.queryByTestId('picker')).toBeNull();
  });
});
