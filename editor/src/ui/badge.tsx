import type { ReactNode } from 'react';
import style from './badge.module.css';

export type Tone = 'good' | 'warn' | 'danger' | 'accent' | 'quiet';

/** A short state in words. The dot only helps the eye; the words carry it. */
export function Badge({ tone = 'quiet', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={`${style.badge} ${style[tone]}`} title={title}>
      <span className={style.dot} aria-hidden />
      {children}
    </span>
  );
}
