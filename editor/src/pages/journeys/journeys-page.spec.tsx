import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeServer, type Answers } from '../../api/fake-server.js';
import { openEditor, sessionOf } from '../whole-editor.js';

const W = '/workspaces/shop';
const journey = {
  id: 'j1',
  name: '流失挽回',
  state: 'draft',
  updatedAt: '2026-11-21T00:00:00Z',
  entered: 0,
  inside: 0,
};

let end = (): void => undefined;
function serve(answers: Answers, role: 'viewer' | 'owner' = 'owner') {
  const server = fakeServer({ 'GET /session': sessionOf(role), ...answers });
  ({ end } = server);
  return server;
}

describe('the list of journeys', () => {
  afterEach(() => end());

  it('teaches where there is none, and loads the sample shop with progress', async () => {
    let operation: string | undefined;
    serve({
      [`GET ${W}/journeys`]: [],
      [`GET ${W}/sample`]: () => ({ loaded: false, trickle: false, operation }),
      [`POST ${W}/sample`]: () => ({ loaded: false, trickle: false, operation: (operation = 'op1') }),
      [`GET ${W}/operations/op1`]: { id: 'op1', kind: 'sample.load', state: 'running', done: 500, total: 2000 },
    });
    await openEditor('/journeys');
    await screen.findByText(/A journey is what happens to a customer/);
    expect(screen.getByRole('button', { name: 'New journey' })).toBeTruthy();
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Load the sample shop' }));
    await screen.findByText('500 / 2,000');
  });

  it('asks before it archives, in the words of the reader', async () => {
    const { asked } = serve({
      [`GET ${W}/journeys`]: [journey],
      [`POST ${W}/journeys/j1/archive`]: { ...journey, state: 'archived' },
    });
    await openEditor('/journeys', 'zh');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '“流失挽回”的操作' }));
    await user.click(await screen.findByRole('menuitem', { name: '归档' }));
    const dialog = await screen.findByRole('dialog', { name: '归档“流失挽回”？' });
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
    await user.click(within(dialog).getByRole('button', { name: '归档' }));
    await waitFor(() => expect(asked.some(({ path }) => path === `${W}/journeys/j1/archive`)).toBe(true));
  });

  it('offers a viewer nothing that the server would refuse', async () => {
    serve({ [`GET ${W}/journeys`]: [journey] }, 'viewer');
    await openEditor('/journeys');
    await screen.findByRole('link', { name: '流失挽回' });
    expect(screen.queryByRole('button', { name: 'New journey' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Actions for/ })).toBeNull();
  });
});
