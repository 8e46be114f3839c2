import { useNotifications } from '@mantine/notifications';
import { Suspense, useState } from 'react';
import { later } from './later.js';

const Notices = later(() => import('./notices.js'), 'Notices');

/** Where notices appear in passing. What draws them is loaded with the first one. */
export function NoticesInPassing() {
  const { notifications } = useNotifications();
  const [wanted, want] = useState(false);
  if (notifications.length > 0 && !wanted) want(true);
  return (
    wanted && (
      <Suspense>
        <Notices />
      </Suspense>
    )
  );
}
