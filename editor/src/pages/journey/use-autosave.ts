import { journeysApi, type JourneyReply } from '@sojourn/api';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCall, useWorkspace } from '../../api/session.js';
import type { CanvasModel } from '../../canvas/canvas-store.js';
import { Autosaver, type Saving, type Theirs } from './autosaver.js';
import { journeyKey, placed } from './journey-query.js';

export interface Autosave {
  saving: Saving;
  /** Saves at once; the stored revision, or `undefined` where it did not work. */
  flush: () => Promise<number | undefined>;
  /** Decides a conflict. The other side stays one undo away. */
  decide: (whose: 'mine' | 'theirs', theirs: Theirs) => Promise<void>;
}

/** Keeps the draft on the server in step with the canvas. */
export function useAutosave(model: CanvasModel, reply: JourneyReply): Autosave {
  const call = useCall();
  const cache = useQueryClient();
  const { key: workspace } = useWorkspace();
  const [saving, setSaving] = useState<Saving>({ at: 'saved' });
  const { id } = reply;
  // The reply only says where it starts; from then on the saver counts the revisions.
  const [start] = useState(reply.revision);
  const saver = useMemo(
    () =>
      new Autosaver(model.store.getState().history.present, start, {
        tell: setSaving,
        save: async (journey, revision) => {
          const stored = await call(journeysApi.saveDraft, { params: { journey: id }, body: { journey, revision } });
          cache.setQueryData<JourneyReply>(
            journeyKey(workspace, id),
            (old) => old && { ...old, name: journey.name, draft: journey, revision: stored.revision, changed: true },
          );
          return stored;
        },
      }),
    [model, start, id, call, cache, workspace],
  );

  useEffect(() => {
    if (model.readOnly) return undefined;
    const leave = (event: BeforeUnloadEvent) => {
      if (!saver.clean) event.preventDefault();
    };
    const unsubscribe = model.store.subscribe(({ history }, before) => {
      if (history.present !== before.history.present) saver.change(history.present);
    });
    window.addEventListener('beforeunload', leave);
    return () => {
      unsubscribe();
      window.removeEventListener('beforeunload', leave);
      void saver.flush();
    };
  }, [model, saver]);

  // Somebody else saved while nothing was being changed here: what they drew is shown, and undo leads back.
  useEffect(() => {
    const newer = () => saver.clean && reply.revision > saver.revision;
    if (!newer()) return;
    const { store, around } = model;
    void placed(reply.draft, around, store.getState().history.present).then((journey) => {
      if (!newer()) return;
      store.getState().change({ do: 'replace', journey });
      const { present } = store.getState().history;
      saver.resume(present, reply.revision, present);
    });
  }, [model, saver, reply.revision, reply.draft]);

  const flush = useCallback(async () => {
    await saver.flush();
    return saver.clean ? saver.revision : undefined;
  }, [saver]);

  const decide = useCallback(
    async (whose: 'mine' | 'theirs', theirs: Theirs) => {
      const { history, change } = model.store.getState();
      const mine = history.present;
      const other = await placed(theirs.draft, model.around, mine);
      change({ do: 'replace', journey: other });
      if (whose === 'mine') change({ do: 'replace', journey: mine });
      saver.resume(theirs.draft, theirs.revision, whose === 'mine' ? mine : other);
    },
    [model, saver],
  );
  return { saving, flush, decide };
}
