import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { JourneyState } from '@sojourn/api';
import { GENERAL_MODEL, usualMeanings } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { act, cleanup } from '@testing-library/react';
import { aJourney } from '../../canvas/a-journey.js';
import { newCanvas } from '../../canvas/canvas-store.js';
import { onScreen } from '../../ui/on-screen.js';
import { useLiveCounts } from './use-live-counts.js';

class Source extends EventTarget {
  static last: Source | undefined;
  static readonly CLOSED = 2;
  readyState = 1;
  constructor(readonly address: string) {
    super();
    Source.last = this;
  }
  close(): void {
    this.readyState = Source.CLOSED;
  }
  tell(counts: object): void {
    this.dispatchEvent(new MessageEvent('counts', { data: JSON.stringify({ version: 1, at: '', nodes: counts }) }));
  }
}

const one = (entered: number) => ({ a: { entered, waiting: 1, failed: 0, left: {} } });
const canvas = () => newCanvas(aJourney(['a']), nodes, { model: GENERAL_MODEL, meanings: usualMeanings() });

function Live({ model, state }: { model: ReturnType<typeof canvas>; state: JourneyState }) {
  useLiveCounts(model, 'j', state);
  return null;
}

describe('live counts', () => {
  const model = canvas();
  const counts = () => model.store.getState().counts;
  const draw = (state: JourneyState) =>
    onScreen(<Live model={model} state={state} />, { answers: { 'GET /journeys/j/counts': { nodes: one(5) } } });

  beforeEach(() => {
    Source.last = undefined;
    globalThis.EventSource = Source as unknown as typeof EventSource;
    jest.useFakeTimers();
  });
  afterEach(() => {
    cleanup();
    jest.useRealTimers();
  });

  it('are read once and then told by the server', async () => {
    await draw('live');
    await act(() => jest.advanceTimersByTimeAsync(10));
    expect(counts()).toEqual(one(5));
    act(() => Source.last!.tell(one(6)));
    expect(counts()).toEqual(one(6));
    expect(Source.last!.address).toBe('/api/workspaces/shop/journeys/j/live');
  });

  it('keep the object of a node that did not change', async () => {
    await draw('live');
    act(() => Source.last!.tell(one(6)));
    const before = counts()!.a;
    act(() => Source.last!.tell(one(6)));
    expect(counts()!.a).toBe(before);
  });

  it('are asked for where the server cannot tell', async () => {
    const { asked } = await draw('live');
    act(() => {
      Source.last!.close();
      Source.last!.dispatchEvent(new Event('error'));
    });
    await act(() => jest.advanceTimersByTimeAsync(11_000));
    expect(asked.filter(({ route }) => route === 'GET /journeys/j/counts').length).toBe(3);
  });

  it('are not there for a journey that never ran', async () => {
    await draw('draft');
    expect(Source.last).toBeUndefined();
    expect(counts()).toBeUndefined();
  });
});
