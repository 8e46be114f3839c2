import { afterEach, describe, expect, it } from '@jest/globals';
import type { EventNameReply } from '@sojourn/api';
import { ECOMMERCE_MODEL, type StageModel } from '@sojourn/lifecycle';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeServer, type Answers } from '../../api/fake-server.js';
import { openEditor, sessionOf } from '../whole-editor.js';

const W = '/workspaces/shop';
const empty = Object.fromEntries(ECOMMERCE_MODEL.stages.map(({ id }) => [id, 0]));
const seen = (name: string, suggested: string[]): EventNameReply => ({
  name,
  count: 3,
  firstAt: '2026-01-01T00:00:00Z',
  lastAt: '2026-01-02T00:00:00Z',
  meanings: [],
  suggested,
});

let end = (): void => undefined;
function serve(answers: Answers, role: 'viewer' | 'owner' = 'owner') {
  const server = fakeServer({
    'GET /session': sessionOf(role),
    [`GET ${W}/lifecycle`]: { model: ECOMMERCE_MODEL, version: 4, sizes: { ...empty, unclassified: 0 } },
    ...answers,
  });
  ({ end } = server);
  return server;
}

describe('the lifecycle page', () => {
  afterEach(() => end());

  it('publishes a threshold everywhere it bounds, and shows how far everyone is computed', async () => {
    const { asked } = serve({
      [`POST ${W}/lifecycle/model`]: { version: 5, operation: 'op1' },
      [`GET ${W}/operations/op1`]: { id: 'op1', kind: 'lifecycle.recompute', state: 'running', done: 10, total: 40 },
    });
    await openEditor('/lifecycle', 'zh');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: '修改模型' }));
    const silent = screen.getByRole('group', { name: '沉默期' });
    const days = within(silent).getByRole('textbox', { name: /距今至少 60 天/ });
    await user.clear(days);
    await user.type(days, '45');
    expect(screen.getByText(/有变化的阶段：成长期、成熟期、沉默期。/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '发布' }));
    await screen.findByText('正在重新计算所有用户…');
    await screen.findByText('10 / 40');
    const body = asked.find(({ method }) => method === 'POST')?.body as { model: StageModel };
    expect(JSON.stringify(body.model.stages.find(({ id }) => id === 'growth')?.rule)).toContain('45d');
  });

  it('takes a suggested meaning by one click, on top of what the server has now', async () => {
    const { asked } = serve({
      [`GET ${W}/event-names`]: [seen('add_to_cart', ['cart']), seen('odd_thing', [])],
      [`GET ${W}/meanings`]: { meanings: { order: ['pay_success'] } },
      [`PUT ${W}/meanings`]: (body: unknown) => body,
    });
    await openEditor('/lifecycle?tab=meanings');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Take Added to cart for add_to_cart' }));
    await waitFor(() =>
      expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({
        meanings: { order: ['pay_success'], cart: ['add_to_cart'] },
      }),
    );
    await waitFor(() => expect(screen.queryByRole('button', { name: /Take Added to cart/ })).toBeNull());
  });

  it('shows a viewer the model, and nothing to change it with', async () => {
    serve({ [`GET ${W}/event-names`]: [seen('add_to_cart', ['cart'])] }, 'viewer');
    await openEditor('/lifecycle');
    await screen.findByText('Mature');
    expect(screen.queryByRole('button', { name: 'Change the model' })).toBeNull();
    await userEvent.setup().click(screen.getByRole('tab', { name: 'What your events mean' }));
    await screen.findByText('add_to_cart');
    expect(screen.queryByRole('button', { name: /Take/ })).toBeNull();
    expect(screen.getByText('No meaning')).toBeTruthy();
  });
});
