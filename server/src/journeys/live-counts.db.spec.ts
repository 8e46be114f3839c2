import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi, type JourneyReply } from '@sojourn/api';
import { aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const at = ({ id }: { id: string }) => ({ params: { journey: id } });
async function publish(): Promise<JourneyReply> {
  const made = await shop.console.call(journeysApi.create, { body: { journey: aWelcome() } });
  await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
  return made;
}

describe('the live counts', () => {
  it('tell per node who entered, waits and left', async () => {
    const made = await publish();
    await shop.engine.accept({ profile: 'c1', name: 'signed_up' }, { profile: 'c2', name: 'signed_up' });
    await shop.settle();
    const { version, nodes } = await shop.console.call(journeysApi.counts, at(made));
    expect({ version, nodes }).toEqual({
      version: 1,
      nodes: {
        start: { entered: 2, waiting: 0, failed: 0, left: { next: 2 } },
        rest: { entered: 2, waiting: 2, failed: 0, left: {} },
      },
    });
  });

  it('come by themselves when they change, and only then', async () => {
    const made = await publish();
    const stream = await fetch(`${shop.app.url}/api/workspaces/${shop.console.workspace}/journeys/${made.id}/live`, {
      headers: { cookie: shop.console.cookie },
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    const counts = async () => {
      for (let text = ''; ;) {
        text += (await reader.read()).value ?? '';
        const data = /event: counts\n(?:id: .*\n)?data: (.*)\n\n/.exec(text)?.[1];
        if (data) return JSON.parse(data) as { nodes: Record<string, { entered: number }> };
      }
    };
    expect((await counts()).nodes).toEqual({});
    await shop.engine.accept({ profile: 'live', name: 'signed_up' });
    await shop.settle();
    expect((await counts()).nodes).toMatchObject({ rest: { entered: 1, waiting: 1 } });
    await reader.cancel();
  });

  it('of an unknown journey are not found', async () => {
    const unknown = { params: { journey: '018f0000-0000-7000-8000-000000000000' } };
    expect((await shop.console.ask(journeysApi.counts, unknown)).status).toBe(404);
    expect((await shop.console.ask(journeysApi.live, unknown)).status).toBe(404);
  });
});
