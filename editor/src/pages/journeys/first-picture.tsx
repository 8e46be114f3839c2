import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import style from './first-page.module.css';

/** A small journey: a trigger, a condition with two ways on, a wait, a message, an end. */
export function FirstPicture({ label }: { label: string }) {
  return (
    <figure className={style.figure}>
      <svg className={style.picture} viewBox="0 0 640 220" aria-hidden>
        <defs>
          <pattern id="first-dots" width="16" height="16" patternUnits="userSpaceOnUse">
            <circle cx="1" cy="1" r="1" fill="var(--line)" />
          </pattern>
        </defs>
        <rect width="640" height="220" rx="12" fill="url(#first-dots)" />
        <g fill="none" stroke="var(--line-strong)" strokeWidth="1.5">
          <path d="M152 110h36" />
          <path d="M300 110h14c14 0 14-50 28-50h18" stroke="var(--accent)" strokeWidth="2" />
          <path d="M300 110h14c14 0 14 50 28 50h18" />
          <path d="M472 60h28" stroke="var(--accent)" strokeWidth="2" />
          <path d="M472 160h28" />
        </g>
        <path d="M152 110h36" stroke="var(--accent)" strokeWidth="2" />
        <Card x={40} y={84} hue="trigger" lines={[62, 38]}>
          <path d="m9 1-6 8h5l-1 6 6-8H8z" />
        </Card>
        <Card x={188} y={84} hue="condition" lines={[48, 56]}>
          <path d="M3 3v4c0 3 2 5 5 5h5m-3-3 3 3-3 3M3 7c0 3 2 5 5 5" />
        </Card>
        <Card x={360} y={34} hue="wait" lines={[56, 34]}>
          <path d="M8 2a6 6 0 1 0 .01 0M8 5v3l2 2" />
        </Card>
        <Card x={360} y={134} hue="message" lines={[44, 58]}>
          <path d="M2 4h12v8H2zl6 5 6-5" />
        </Card>
        <Card x={500} y={34} hue="message" lines={[60, 40]}>
          <path d="M2 4h12v8H2zl6 5 6-5" />
        </Card>
        <Card x={500} y={134} hue="flow" lines={[36, 24]}>
          <path d="M4 14V2h9l-2 3 2 3H4" />
        </Card>
        <circle cx="326" cy="84" r="4" fill="var(--accent)" />
        <circle cx="170" cy="110" r="4" fill="var(--accent)" />
      </svg>
      <VisuallyHidden component="figcaption">{label}</VisuallyHidden>
    </figure>
  );
}

function Card({
  x,
  y,
  hue,
  lines,
  children,
}: {
  x: number;
  y: number;
  hue: 'trigger' | 'condition' | 'wait' | 'message' | 'flow';
  lines: [number, number];
  children: ReactNode;
}) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="112" height="52" rx="8" fill="var(--surface)" stroke="var(--line-strong)" />
      <path d="M0 8a8 8 0 0 1 4-7v50a8 8 0 0 1-4-7z" fill={`var(--group-${hue})`} />
      <g
        transform="translate(12 10)"
        fill="none"
        stroke={`var(--group-${hue})`}
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {children}
      </g>
      <rect x="36" y="13" width={lines[0]} height="7" rx="3.5" fill="var(--text)" opacity="0.55" />
      <rect x="36" y="29" width={lines[1]} height="6" rx="3" fill="var(--faint)" opacity="0.45" />
    </g>
  );
}
