import { checkJourney, type Journey } from '@sojourn/journey';
import { ECOMMERCE_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import type { Language } from '@sojourn/rules';
import { screen, within } from '@testing-library/react';
import { aJourney, aNode } from '../canvas/a-journey.js';
import { CanvasProvider, useJourney } from '../canvas/canvas-context.js';
import { newCanvas, type CanvasModel } from '../canvas/canvas-store.js';
import { onScreen, user } from '../ui/on-screen.js';
import { Inspector } from './inspector.js';

// The inspector of one node, for specs: with the workspace that its fields ask for.

const around = { model: ECOMMERCE_MODEL, meanings: usualMeanings() };
const TEMPLATE = {
  id: 't1',
  name: 'We miss you',
  channel: 'email',
  version: 1,
  variants: {},
  updatedAt: '2026-01-01T00:00:00Z',
};
const answers = {
  'GET /event-names': [{ name: 'order_completed', count: 9, firstAt: '', lastAt: '', meanings: [], suggested: [] }],
  'GET /attributes': [{ name: 'city', pii: false }],
  'GET /templates': [TEMPLATE],
  'GET /calendars': [{ id: 'shop', name: 'Shop days', holidays: [], makeUpDays: [], updatedAt: '' }],
  'GET /segments': [{ id: 'vips', name: 'Our VIPs', rule: { all: [] }, updatedAt: '' }],
  'GET /journeys': [{ id: 'j1', name: 'Welcome' }],
  'GET /settings': {
    topics: [{ id: 'marketing', name: { en: 'Marketing', zh: '营销' }, byDefault: false, transactional: false }],
  },
};

function First() {
  return <Inspector node={useJourney().nodes[0]!} close={() => {}} />;
}

export async function open(
  type: string,
  settings: Record<string, unknown> = {},
  language: Language = 'en',
): Promise<CanvasModel> {
  const journey: Journey = aJourney([aNode('n', type, { settings })]);
  const model = newCanvas(journey, nodes, around);
  model.store.getState().tell(checkJourney(journey, nodes, {}, around));
  await onScreen(
    <CanvasProvider value={model}>
      <First />
    </CanvasProvider>,
    { language, answers },
  );
  return model;
}

export const settings = (model: CanvasModel) => model.store.getState().history.present.nodes[0]!.settings;
export const past = (model: CanvasModel) => model.store.getState().history.past.length;
export const field = (name: string) => within(screen.getByTestId(`field-${name}`));
/** Chooses options from a list, which is opened first and stays open while several can be chosen. */
export const choose = async (name: string, ...options: string[]) => {
  const box = screen.getByRole('combobox', { name });
  await user.click(box);
  for (const option of options) {
    const list = document.getElementById(box.getAttribute('aria-controls') ?? '');
    await user.click(await within(list!).findByRole('option', { name: option }));
  }
};
