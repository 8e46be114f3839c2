import { afterEach, describe, expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Answer, fakeServer, type Answers } from '../../api/fake-server.js';
import { openEditor, sessionOf } from '../whole-editor.js';

let end = (): void => undefined;
function serve(answers: Answers) {
  const server = fakeServer({ 'GET /setup': { needed: false }, ...answers });
  ({ end } = server);
  return server;
}

describe('somebody who is not signed in', () => {
  afterEach(() => end());

  it('is led to the sign-in page and back to where they wanted to be', async () => {
    let session: unknown = new Answer(401);
    const { asked } = serve({
      'GET /session': () => session,
      'POST /session': () => (session = sessionOf()),
      'GET /workspaces/shop/settings': new Answer(500),
    });
    await openEditor('/settings?tab=sample');
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('E-mail address'), 'ada@example.com');
    await user.type(screen.getByLabelText('Password'), 'tea kettle river moon');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(location.pathname + location.search).toBe('/settings?tab=sample'));
    expect(asked.find(({ method, path }) => method === 'POST' && path === '/session')?.body).toEqual({
      email: 'ada@example.com',
      password: 'tea kettle river moon',
    });
  });

  it('is told in words that the password is wrong', async () => {
    serve({ 'GET /session': new Answer(401), 'POST /session': new Answer(401, { title: 'Nope.' }) });
    await openEditor('/sign-in', 'zh');
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText('邮箱'), 'ada@example.com');
    await user.type(screen.getByLabelText('密码'), 'something else');
    await user.click(screen.getByRole('button', { name: '登录' }));
    expect((await screen.findByRole('alert')).textContent).toBe('邮箱或密码不正确。');
  });

  it('sees what is missing before anything is sent', async () => {
    const { asked } = serve({ 'GET /session': new Answer(401) });
    await openEditor('/sign-in');
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('Write an e-mail address like ada@example.com.')).toBeTruthy();
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  });
});

describe('somebody whose session ends', () => {
  afterEach(() => end());

  it('is led to the sign-in page, and told why', async () => {
    let session: unknown = sessionOf();
    serve({
      'GET /session': () => session,
      'GET /workspaces/shop/sample': () => {
        session = new Answer(401);
        return new Answer(401);
      },
    });
    await openEditor('/settings?tab=sample');
    expect(await screen.findByText('You were signed out. Sign in to go on where you were.')).toBeTruthy();
    expect(new URLSearchParams(location.search).get('next')).toBe('/settings?tab=sample');
  });
});
