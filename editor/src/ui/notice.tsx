import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import style from './notice.module.css';

const PICTURES = { danger: IconCircleX, warn: IconAlertTriangle, good: IconCircleCheck, quiet: IconInfoCircle };

/** A notice inside a page: what is wrong, or worth knowing. The icon and the words carry it, the colour helps. */
export function Notice({
  tone,
  title,
  children,
  testId,
}: {
  tone: keyof typeof PICTURES;
  title?: string;
  children?: ReactNode;
  testId?: string;
}) {
  const Picture = PICTURES[tone];
  return (
    <div className={style.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined} data-testid={testId}>
      <Picture size={16} aria-hidden />
      <div className={style.text}>
        {title && <b>{title}</b>}
        {children}
      </div>
    </div>
  );
}
