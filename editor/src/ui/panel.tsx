import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import style from './panel.module.css';

/** The panel at the right edge in which details open. */
export function Panel({
  title,
  label,
  width = 360,
  close,
  actions,
  children,
}: {
  title: ReactNode;
  label: string;
  width?: number;
  close?: () => void;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <aside className={style.panel} style={{ width }} aria-label={label} data-testid="panel">
      <header className={style.head}>
        <div className={style.title}>{title}</div>
        {actions}
        {close && (
          <ActionIcon aria-label={t('states.close')} onClick={close}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </header>
      <div className={style.content}>{children}</div>
    </aside>
  );
}
