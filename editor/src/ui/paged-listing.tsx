import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paged } from '../api/pages.js';
import { Listing, type Column } from './listing.js';
import { Asked } from './state.js';
import { Time } from './time.js';
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
      {(items) => (
        <>
          {items.length > 0 ? <Listing {...listing} items={items} /> : !pages.more && empty}
          {pages.more && (
            <div className={style.more}>
              {pages.reached && (
                <span>
                  {t('states.reached')} <Time at={pages.reached} />
                </span>
              )}
              <Button variant="default" loading={pages.reading} onClick={pages.more}>
                {t(pages.reached ? 'states.further' : 'states.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </Asked>
  );
}
