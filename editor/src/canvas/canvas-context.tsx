import type { Journey } from '@sojourn/journey';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { CanvasModel, CanvasState } from './canvas-store.js';

const Context = createContext<CanvasModel | undefined>(undefined);

export const CanvasProvider = Context.Provider;

/** The canvas this component is drawn on. */
export function useCanvasModel(): CanvasModel {
  const model = useContext(Context);
  if (!model) throw new Error('This is only drawn inside a CanvasProvider.');
  return model;
}

export function useCanvas<T>(select: (state: CanvasState) => T): T {
  return useStore(useCanvasModel().store, select);
}

export function useJourney(): Journey {
  return useCanvas((state) => state.history.present);
}
