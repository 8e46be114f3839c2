/** The product's mark: a path that goes on. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" aria-hidden>
      <rect width="28" height="28" rx="7" fill="var(--accent)" />
      <path
        d="M7 19.5h5.5a3.5 3.5 0 0 0 0-7h-1a3 3 0 0 1 0-6H21"
        fill="none"
        stroke="var(--surface)"
        strokeWidth="2.25"
        strokeLinecap="round"
      />
      <circle cx="20.5" cy="19.5" r="2.25" fill="var(--surface)" />
    </svg>
  );
}
