import { afterEach, describe, expect, it } from '@jest/globals';
import { GENERAL_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import type { Language } from '@sojourn/rules';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { MigrationRequest } from '@sojourn/journey';
import { aJourney, aNode } from '../../canvas/a-journey.js';
import { CanvasProvider } from '../../canvas/canvas-context.js';
import { newCanvas } from '../../canvas/canvas-store.js';
import { onScreen, user, type Answers } from '../../ui/on-screen.js';
import { MigrationChoices } from './migration-choices.js';
import { PauseDialog } from './pause-dialog.js';
import { PeoplePanel } from './people-panel.js';
import { ResumeDialog } from './resume-dialog.js';

const start = aNode('start', 'event-trigger', { settings: { event: 'signed_up' } });
const rest = aNode('rest', 'wait-duration', { name: 'Rest', settings: { for: '1d' } });
const later = aNode('later', 'wait-duration', { name: 'Later', settings: { for: '2d' } });

const draw = (element: ReactNode, answers: Answers, language: Language = 'en') => {
  const model = newCanvas(aJourney([start, rest, later]), nodes, { model: GENERAL_MODEL, meanings: usualMeanings() });
  const page = () => <CanvasProvider value={model}>{element}</CanvasProvider>;
  const router = createRouter({
    routeTree: createRootRoute({ component: page }),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  });
  return onScreen(<RouterProvider router={router as never} />, { language, answers });
};
window.scrollTo = () => undefined;
const noop = (): void => undefined;
/** Chooses an option of a list by keyboard alone. */
async function pick(name: RegExp, option: string): Promise<void> {
  const box = screen.getByRole('combobox', { name });
  await user.click(box);
  const list = document.getElementById(box.getAttribute('aria-controls') ?? '');
  await user.click(await within(list!).findByRole('option', { name: option }));
}

describe('pausing and resuming', () => {
  afterEach(cleanup);

  it('STATE-1 asks whether waits go on counting or stand still', async () => {
    const { asked } = await draw(<PauseDialog journey="j" close={noop} />, {
      'POST /journeys/j/pause': { state: 'paused' },
    });
    await user.click(await screen.findByRole('radio', { name: /They stand still/ }));
    await user.click(screen.getByTestId('confirm-pause'));
    await waitFor(() => expect(asked).toContainEqual({ route: 'POST /journeys/j/pause', body: { timers: 'freeze' } }));
  });

  it('STATE-2 shows how many are overdue and asks what becomes of them', async () => {
    const { asked } = await draw(<ResumeDialog journey="j" close={noop} />, {
      'GET /journeys/j/overdue': { timers: 'run', pausedAt: '2026-01-01T00:00:00Z', overdue: 1_200, older: 7 },
      'POST /journeys/j/resume': { state: 'live' },
    });
    expect(await screen.findByText(/1200 people are overdue/)).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: /Those overdue for long leave/ }));
    expect(await screen.findByText('7 people would leave.')).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: /Spread them out/ }));
    const rate = screen.getByRole('textbox', { name: 'People a minute' });
    await user.clear(rate);
    await user.type(rate, '50');
    await user.click(screen.getByTestId('confirm-resume'));
    const body = { overdue: { do: 'spread', perMinute: 50 } };
    await waitFor(() => expect(asked).toContainEqual({ route: 'POST /journeys/j/resume', body }));
  });

  it('asks nothing where nobody is overdue', async () => {
    const reply = { timers: 'freeze', pausedAt: '2026-01-01T00:00:00Z', overdue: 0, older: 0 };
    await draw(<ResumeDialog journey="j" close={noop} />, { 'GET /journeys/j/overdue': reply }, 'zh');
    expect(await screen.findByText(/没有用户到期/)).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('people by hand', () => {
  afterEach(cleanup);
  const person = (id: string, name: string) => ({
    id,
    profile: { id: `p-${id}`, name },
    journey: { id: 'j', name: 'J' },
    version: 1,
    enteredAt: '2026-01-01T00:00:00Z',
    entry: {},
    node: 'rest',
  });
  const answers = {
    'GET /journeys/j/nodes/rest/enrollments': { items: [person('a', 'Ada'), person('b', 'Bob')] },
    'POST /journeys/j/enrollments/act': { operation: 'o', total: 1 },
  };
  const panel = <PeoplePanel journey="j" node={rest} close={noop} />;

  it('STATE-1 moves those chosen, with a reason, by keyboard alone', async () => {
    const { asked } = await draw(panel, answers);
    (await screen.findByRole('checkbox', { name: 'Choose Ada' })).focus();
    await user.keyboard(' ');
    screen.getByRole('button', { name: 'Move' }).focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('1 person')).toBeTruthy();
    expect(screen.getByTestId('confirm-hand')).toHaveProperty('disabled', true);
    await pick(/To which node/, 'Later');
    await user.type(screen.getByTestId('hand-reason'), 'a mistake in the text');
    await user.click(screen.getByTestId('confirm-hand'));
    const body = { who: { ids: ['a'] }, action: { do: 'move', to: 'later' }, reason: 'a mistake in the text' };
    await waitFor(() => expect(asked).toContainEqual({ route: 'POST /journeys/j/enrollments/act', body }));
  });

  it('STATE-1 takes out everybody at a node, however many', async () => {
    const { asked } = await draw(panel, answers, 'zh');
    await user.click(await screen.findByTestId('choose-all'));
    await user.click(screen.getByRole('button', { name: '移出' }));
    await user.type(await screen.findByTestId('hand-reason'), '活动取消');
    await user.click(screen.getByTestId('confirm-hand'));
    const body = { who: { node: 'rest' }, action: { do: 'exit' }, reason: '活动取消' };
    await waitFor(() => expect(asked).toContainEqual({ route: 'POST /journeys/j/enrollments/act', body }));
  });
});

describe('publishing over a live version', () => {
  afterEach(cleanup);
  const difference = {
    added: ['later'],
    removed: ['gone'],
    changed: [{ node: 'rest', type: false, settings: ['for'], ways: true }],
    settings: [],
  };
  const gone = { id: 'gone', type: 'wait-duration', name: 'Gone', settings: { for: '1d' } };
  const changes = {
    revision: 2,
    versions: [{ version: 1, inside: 12, difference, waiting: { rest: 9, gone: 3 }, nodes: [rest, gone] }],
  };
  const asked: MigrationRequest[] = [];
  function Choices() {
    const [migration, change] = useState<MigrationRequest>({});
    const keep = (next: MigrationRequest) => {
      asked.push(next);
      change(next);
    };
    return <MigrationChoices changes={changes} migration={migration} change={keep} />;
  }

  it('VERSION-2 asks for each changed node what happens to those at it', async () => {
    await draw(<Choices />, {});
    expect(await screen.findByText('12 people are inside an older version.')).toBeTruthy();
    expect(asked).toEqual([]);
    await pick(/3 at “Gone” \(no longer there\)/, 'Move to “Later”');
    await pick(/9 at “Rest” \(changed\)/, 'Move to the new version');
    await user.click(screen.getByTestId('recompute'));
    await user.click(screen.getByTestId('everybody'));
    expect(asked.at(-1)).toEqual({
      everybody: true,
      nodes: {
        gone: { do: 'move', to: 'later', wait: 'recompute' },
        rest: { do: 'move', to: 'rest', wait: 'recompute' },
      },
    });
  });
});
