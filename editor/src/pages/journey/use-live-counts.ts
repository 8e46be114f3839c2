import { journeysApi, type CountsReply, type JourneyState } from '@sojourn/api';
import { useEffect } from 'react';
import { addressOf } from '../../api/client.js';
import { useCall, useWorkspace } from '../../api/session.js';
import type { CanvasModel } from '../../canvas/canvas-store.js';

const POLL = 5_000;

/** Live counts on the cards: told by the server as they change, asked for where that does not work. */
export function useLiveCounts({ store }: CanvasModel, journey: string, state: JourneyState): void {
  const call = useCall();
  const { key: workspace } = useWorkspace();
  const ran = state !== 'draft';
  useEffect(() => {
    const { count } = store.getState();
    if (!ran) {
      count(undefined);
      return undefined;
    }
    let timer: ReturnType<typeof setInterval> | undefined;
    const stop = new AbortController();
    const read = async () => {
      try {
        count((await call(journeysApi.counts, { params: { journey }, signal: stop.signal })).nodes);
      } catch {
        // The next time it may work; old counts stay in sight meanwhile.
      }
    };
    void read();
    const source = new EventSource(addressOf(journeysApi.live, { workspace, journey }));
    source.addEventListener('counts', ({ data }) => count((JSON.parse(String(data)) as CountsReply).nodes));
    source.addEventListener('error', () => {
      // The browser tries again by itself, but for a refusal.
      if (source.readyState === EventSource.CLOSED) timer ??= setInterval(() => void read(), POLL);
    });
    return () => {
      stop.abort();
      clearInterval(timer);
      source.close();
    };
  }, [store, call, workspace, journey, ran]);
}
