import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../words/language.js';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import type { CanvasState } from './canvas-store.js';
import { useNodeTitle } from './node-words.js';

const NONE = '';

/** Asks, before a split is removed, which of its branches goes on from where it stood. */
export function KeepBranch({ removing }: { removing: NonNullable<CanvasState['removing']> }) {
  const { store, reading } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const title = useNodeTitle();
  const journey = useCanvas((state) => state.history.present);
  const forks = journey.nodes.filter(({ id }) => removing.forks.includes(id));
  const ways = (fork: string) => journey.edges.filter(({ from }) => from === fork);
  const [kept, setKept] = useState<Record<string, string>>(() =>
    Object.fromEntries(forks.map(({ id }) => [id, ways(id)[0]?.port ?? NONE])),
  );
  const { change, select, ask } = store.getState();

  function remove(): void {
    const keep = Object.fromEntries(Object.entries(kept).filter(([, port]) => port !== NONE));
    change({ do: 'remove', nodes: removing.nodes, edges: removing.edges, keep });
    ask(undefined);
    select([]);
  }

  return (
    <Modal
      opened
      onClose={() => ask(undefined)}
      title={t('canvas.keepTitle')}
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <Stack gap="lg">
        {forks.map((fork) => (
          <Radio.Group
            key={fork.id}
            value={kept[fork.id]}
            onChange={(port) => setKept({ ...kept, [fork.id]: port })}
            description={t('canvas.keepMore', { node: title(fork) })}
          >
            <Stack gap="sm" mt="md">
              {ways(fork.id).map(({ port, to }, index) => {
                const label = reading(fork).ports.find(({ id }) => id === port)?.label;
                const next = journey.nodes.find(({ id }) => id === to);
                return (
                  <Radio
                    key={port}
                    data-autofocus={index === 0 || undefined}
                    value={port}
                    label={label ? words(label) : port}
                    description={next && `→ ${title(next)}`}
                  />
                );
              })}
              <Radio value={NONE} label={t('canvas.keepNone')} />
            </Stack>
          </Radio.Group>
        ))}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => ask(undefined)}>
            {t('states.cancel')}
          </Button>
          <Button color="red" onClick={remove} data-testid="confirm-remove">
            {t('canvas.remove')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
