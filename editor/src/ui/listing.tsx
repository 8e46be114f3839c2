import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import style from './listing.module.css';

/** One column of a listing. Numbers stand at the right so that they can be compared. */
export interface Column<Item> {
  id: string;
  label: string;
  cell: (item: Item) => ReactNode;
  align?: 'left' | 'right';
  width?: number | string;
  /** For short words and times, which read badly in two lines. */
  nowrap?: boolean;
  /** For columns of buttons: the label is there for screen readers only. */
  quiet?: boolean;
}

/**
 * A table of things. With `open` the first cell is a button that opens the thing, and so does a click anywhere in the
 * row that meets nothing else; `chosen` is the one whose details are in sight.
 */
export function Listing<Item>({
  label,
  columns,
  items,
  idOf,
  open,
  chosen,
  middle = false,
}: {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  idOf: (item: Item) => string;
  open?: (item: Item) => void;
  chosen?: string;
  /** For rows of one line with fields in them: everything stands in the middle. */
  middle?: boolean;
}) {
  const rowClick = (item: Item) => (event: MouseEvent) => {
    const target = event.target as Element;
    if (!target.closest('button, a, input, label') && !window.getSelection()?.toString()) open?.(item);
  };
  return (
    <div className={style.frame}>
      <table className={middle ? `${style.table} ${style.middle}` : style.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, label: head, align, width, quiet }) => (
              <th key={id} scope="col" className={align === 'right' ? style.right : undefined} style={{ width }}>
                {quiet ? <VisuallyHidden>{head}</VisuallyHidden> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const id = idOf(item);
            return (
              // The button in the first cell is what the keyboard and screen readers use; the row is for the mouse.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
              <tr
                key={id}
                className={open ? style.openable : undefined}
                aria-current={id === chosen || undefined}
                onClick={open && rowClick(item)}
              >
                {columns.map(({ id: column, cell, align, nowrap }, index) => (
                  <td key={column} className={align === 'right' ? style.right : nowrap ? style.nowrap : undefined}>
                    {index === 0 && open ? (
                      <UnstyledButton className={style.open} onClick={() => open(item)}>
                        {cell(item)}
                      </UnstyledButton>
                    ) : (
                      cell(item)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
