import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import type { JourneyNode } from '@sojourn/journey';
import { IconSearch } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvas, useCanvasModel } from './canvas-context.js';
import style from './go-to-node.module.css';
import { NodeIcon } from './node-icon.js';
import { useNodeLabel } from './node-words.js';
import { useLookAt } from './use-look-at.js';

const SHOWN = 12;

/** Finds a node by its name, its type, or anything it is set to. */
export function GoToNode() {
  const { store } = useCanvasModel();
  const { t } = useTranslation();
  const close = () => store.getState().open(undefined);
  return (
    <Modal
      opened
      onClose={close}
      title={t('canvas.goTo')}
      closeButtonProps={{ 'aria-label': t('states.close') }}
      returnFocus={false}
    >
      <Search close={close} />
    </Modal>
  );
}

function Search({ close }: { close: () => void }) {
  const { reading } = useCanvasModel();
  const { t } = useTranslation();
  const label = useNodeLabel();
  const lookAt = useLookAt();
  const nodes = useCanvas((state) => state.history.present.nodes);
  const [sought, seek] = useState('');
  const [active, setActive] = useState(0);
  const found = nodes.filter((node) => matches(node, label(node), sought)).slice(0, SHOWN);

  function go(node: JourneyNode | undefined): void {
    if (!node) return;
    close();
    // The dialog gives the focus back first.
    requestAnimationFrame(() => lookAt(node.id));
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((active + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(found[active]);
  }

  return (
    <>
      <TextInput
        data-autofocus
        size="sm"
        value={sought}
        onChange={(event) => {
          seek(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
        placeholder={t('canvas.goToHow')}
        aria-label={t('canvas.goTo')}
        leftSection={<IconSearch size={16} aria-hidden />}
      />
      <div className={style.found}>
        {found.map((node, index) => (
          <UnstyledButton
            key={node.id}
            className={style.one}
            data-active={index === active || undefined}
            onClick={() => go(node)}
          >
            <NodeIcon type={reading(node).type} />
            <span>{label(node)}</span>
          </UnstyledButton>
        ))}
        {found.length === 0 && <p>{t('canvas.nothingFound')}</p>}
      </div>
    </>
  );
}

function matches(node: JourneyNode, label: string, sought: string): boolean {
  const text = `${label} ${node.type} ${JSON.stringify(node.settings)}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((part) => text.includes(part));
}
