import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What stands behind the question mark, as texts. */
export type Search = Readonly<Record<string, string | undefined>>;

/**
 * The page's state in the address, so that a filter, a tab or an open detail can be linked to and survives a reload.
 * Setting a value to undefined or '' takes it out.
 */
export function useAddress(): [Search, (change: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (next: Search) =>
      void navigate({ to: '.', search: (before: Search) => withoutEmpty({ ...before, ...next }), replace: true }),
    [navigate],
  );
  return [search, change];
}

/** Reads what stands behind the question mark: texts only, so that a token of digits stays the text it is. */
export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes it. */
export function writeSearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams(
    Object.entries(withoutEmpty(search)).map(([key, value]) => [key, String(value)]),
  ).toString();
  return text && `?${text}`;
}

function withoutEmpty<Value>(search: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
