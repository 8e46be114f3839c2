import { CopyButton, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import style from './copyable-id.module.css';

/** An id, shortened where it is long; one click copies all of it. */
export function CopyableId({ id, shown = 12 }: { id: string; shown?: number }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={id} timeout={1500}>
      {({ copied, copy }) => (
        <UnstyledButton
          className={style.id}
          onClick={copy}
          title={id}
          aria-label={`${t(copied ? 'states.copied' : 'states.copy')} ${id}`}
        >
          <span>{id.length > shown ? `${id.slice(0, shown)}…` : id}</span>
          {copied ? <IconCheck size={12} aria-hidden /> : <IconCopy size={12} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
