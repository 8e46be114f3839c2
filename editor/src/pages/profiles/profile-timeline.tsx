import { Button } from '@mantine/core';
import { profilesApi, type TimelineItem } from '@sojourn/api';
import { IconArrowsExchange, IconBolt, IconRoute, IconSend, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { Asked } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import style from './profiles.module.css';
import { TimelineLine } from './timeline-line.js';

const ICONS: Readonly<Record<TimelineItem['kind'], Icon>> = {
  event: IconBolt,
  transition: IconArrowsExchange,
  enrollment: IconRoute,
  delivery: IconSend,
};

/** A profile's story, newest first. */
export function ProfileTimeline({ id }: { id: string }) {
  const { t } = useTranslation();
  const pages = usePages(profilesApi.timeline, {}, { params: { profile: id }, every: 5000 });
  return (
    <Asked query={pages}>
      {(items) =>
        items.length === 0 ? (
          <p className={style.none}>{t('profiles.noTimeline')}</p>
        ) : (
          <>
            <ol className={style.timeline} aria-label={t('profiles.timeline')}>
              {items.map((item, index) => {
                const Picture = ICONS[item.kind];
                return (
                  // Two things of one kind may happen at one instant.
                  // oxlint-disable-next-line react/no-array-index-key
                  <li key={`${item.at} ${index}`} className={`${style.item} ${style[item.kind]}`}>
                    <span className={style.icon}>
                      <Picture size={12} aria-hidden />
                    </span>
                    <TimelineLine item={item} when={<Time at={item.at} />} />
                  </li>
                );
              })}
            </ol>
            {pages.more && (
              <Button variant="default" fullWidth loading={pages.reading} onClick={pages.more}>
                {t('states.more')}
              </Button>
            )}
          </>
        )
      }
    </Asked>
  );
}
