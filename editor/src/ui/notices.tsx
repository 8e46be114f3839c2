import { Notifications } from '@mantine/notifications';

/** The notices that are shown now. */
export function Notices() {
  return <Notifications position="bottom-center" transitionDuration={0} />;
}
