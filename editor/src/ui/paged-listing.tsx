import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paged } from '../api/pages.js';
import { Listing, type Column } from './listing.js';
import { Asked } from './state.js';
import style from './paged-listing.module.css';

/** A listing that is read page by page; `empty` stands in its place where there is nothing. */
export function PagedListing<Item>({
  pages,
  empty,
  ...listing
}: {
  pages: Paged<Item>;
  empty: ReactNode;
  label: string;
  columns: readonly Column<Item>[];
  idOf: (item: Item) => string;
  open?: (item: Item) => void;
  chosen?: string;
}) {
  const { t } = useTranslation();
  return (
    <Asked query={pages}>
      {(items) =>
        items.length === 0 ? (
          empty
        ) : (
          <>
            <Listing {...listing} items={items} />
            {pages.more && (
              <div className={style.more}>
                <Button variant="default" loading={pages.reading} onClick={pages.more}>
                  {t('states.more')}
                </Button>
              </div>
            )}
          </>
        )
      }
    </Asked>
  );
}
