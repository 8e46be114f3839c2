import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import style from './snippet.module.css';

/** Lines of code or a secret, to be copied. */
export function Snippet({ label, code }: { label: string; code: string }) {
  const { t } = useTranslation();
  return (
    <figure className={style.snippet}>
      <figcaption className={style.head}>
        <span>{label}</span>
        <CopyButton value={code} timeout={1500}>
          {({ copied, copy }) => (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
              aria-label={`${t(copied ? 'states.copied' : 'states.copy')}: ${label}`}
              onClick={copy}
            >
              {t(copied ? 'states.copied' : 'states.copy')}
            </Button>
          )}
        </CopyButton>
      </figcaption>
      {/* Long lines scroll sideways, and what scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={style.code} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
