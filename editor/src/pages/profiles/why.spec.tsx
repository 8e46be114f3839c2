import { afterEach, describe, expect, it } from '@jest/globals';
import type { StageWhyReply, WhyReply } from '@sojourn/api';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import type { Language } from '@sojourn/rules';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, screen, within } from '@testing-library/react';
import { readSearch, writeSearch } from '../../ui/address.js';
import { onScreen, user } from '../../ui/on-screen.js';
import { WhyView } from './why-view.js';

window.scrollTo = () => undefined;

const told: WhyReply = {
  at: '2026-11-20T08:00:00Z',
  profile: { id: 'p', name: 'Ann' },
  journey: { id: 'j', name: 'Reward', state: 'live', version: 2 },
  triggers: [
    {
      node: 'start',
      name: { en: 'Event', zh: '事件触发' },
      sentence: { en: 'When “order_completed” happens', zh: '发生“order_completed”时' },
      at: '2026-11-19T08:00:00Z',
      outcome: 'refused',
      supposed: false,
      logged: false,
      checks: [
        { id: 'occasion', verdict: 'passed', said: { en: 'It happened.', zh: '已发生。' } },
        {
          id: 'filter',
          verdict: 'failed',
          said: { en: 'The trigger’s condition did not hold.', zh: '不满足触发条件中的筛选。' },
          findings: [{ fact: { property: 'amount' }, is: 'gte', value: 100, found: 80, holds: false }],
        },
        { id: 'reentry', verdict: 'not_reached', said: { en: 'May enter once.', zh: '只允许进入一次。' } },
      ],
    },
  ],
  runs: [
    {
      id: 'r',
      version: 1,
      enteredAt: '2026-11-01T08:00:00Z',
      resting: {
        node: { en: 'Wait', zh: '等待' },
        sentence: { en: 'Wait 1 day', zh: '等待 1 天' },
        since: '2026-11-01T08:00:00Z',
        due: '2026-11-02T08:00:00Z',
        listens: ['reviewed'],
      },
      decisions: [
        {
          number: 1,
          node: { en: 'Event', zh: '事件触发' },
          at: '2026-11-01T08:00:00Z',
          port: { en: 'Next', zh: '下一步' },
          outcome: 'left',
        },
      ],
    },
  ],
  notes: [{ en: 'Older events are no longer kept.', zh: '更早的事件已不再保存。' }],
};
const stage: StageWhyReply = {
  at: told.at,
  profile: told.profile,
  model: { id: 'orders-only', name: ORDERS_ONLY_MODEL.name },
  stage: 'growth',
  name: { en: 'Growth', zh: '成长期' },
  since: { at: '2026-11-19T08:00:00Z', from: 'novice', cause: 'event' },
  held: { by: 'hand' },
  stages: [
    { stage: 'churned', name: { en: 'Churned', zh: '流失期' }, verdict: 'failed', findings: [] },
    { stage: 'growth', name: { en: 'Growth', zh: '成长期' }, verdict: 'passed', findings: [] },
  ],
  notes: [],
};
const answers = {
  'GET /journeys': [{ id: 'j', name: 'Reward', state: 'live', updatedAt: told.at, entered: 1, inside: 1 }],
  'GET /lifecycle': { model: ORDERS_ONLY_MODEL, version: 1, sizes: {} },
  'GET /segments': [],
  'GET /computed': [],
  'GET /profiles/p/why': told,
  'GET /profiles/p/why-stage': stage,
};

function draw(at: string, language: Language = 'en', given: object = answers) {
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <WhyView id="p" /> }),
    history: createMemoryHistory({ initialEntries: [at] }),
    parseSearch: readSearch,
    stringifySearch: writeSearch,
  });
  return onScreen(<RouterProvider router={router as never} />, { language, answers: given as typeof answers });
}

describe('why and why not', () => {
  afterEach(cleanup);

  it('LOG-5 tells each check with a word, and the values where they decided', async () => {
    await draw('/?why=j');
    const trigger = within(await screen.findByTestId('why-trigger'));
    expect(trigger.getByText('Did not enter')).toBeTruthy();
    const checks = within(trigger.getByRole('list', { name: 'What was asked, in order' })).getAllByRole('listitem');
    const words = checks.map((check) => check.textContent);
    expect(words[0]).toBe('Yes It happened.');
    expect(words[1]).toMatch(/^No The trigger’s condition did not hold\.What decided it.*amount.*at least 100.*80/);
    expect(words.at(-1)).toBe('Not asked May enter once.');
    expect(screen.getByText(/At “Wait”/).textContent).toMatch(/goes on by itself on .*or with the event “reviewed”/);
    expect(screen.getByText('Older events are no longer kept.')).toBeTruthy();
  });

  it('is asked and answered in Chinese', async () => {
    await draw('/?why=j', 'zh');
    const trigger = within(await screen.findByTestId('why-trigger'));
    expect(trigger.getByText('未进入')).toBeTruthy();
    expect(trigger.getByText('不满足触发条件中的筛选。')).toBeTruthy();
    expect(trigger.getByText('未判断')).toBeTruthy();
  });

  it('LOG-5 is chosen by keyboard: the stage, and a moment before', async () => {
    const { asked } = await draw('/?why=ask');
    expect(await screen.findByText('Choose what to ask about')).toBeTruthy();
    const box = screen.getByRole('combobox', { name: 'Ask about' });
    await act(async () => box.focus());
    await user.keyboard('lifecycle{ArrowDown}{Enter}');
    expect(await screen.findByText('Set by hand: it stays until the rules may decide again.')).toBeTruthy();
    const stages = within(screen.getByRole('list', { name: /The stages/ })).getAllByRole('listitem');
    expect(stages.map((each) => each.textContent)).toEqual(['No Churned', 'Yes Growth']);
    await user.click(screen.getByRole('radio', { name: 'At a moment' }));
    expect(await screen.findByLabelText('Moment')).toBeTruthy();
    expect(asked.filter(({ route }) => route === 'GET /profiles/p/why-stage').length).toBeGreaterThan(1);
  });

  it('says what went wrong and offers to try again', async () => {
    await draw('/?why=j', 'en', { ...answers, 'GET /profiles/p/why': undefined });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
