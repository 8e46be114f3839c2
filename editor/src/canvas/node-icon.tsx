import type { NodeGroup, NodeType } from '@sojourn/journey';
import {
  IconAlertTriangle,
  IconApi,
  IconArrowsExchange,
  IconArrowsShuffle,
  IconArrowsSplit2,
  IconBolt,
  IconBroadcast,
  IconCake,
  IconCalendarEvent,
  IconCalendarTime,
  IconClockHeart,
  IconClockHour10,
  IconClockPause,
  IconEar,
  IconEditCircle,
  IconFilterCheck,
  IconFlag,
  IconGauge,
  IconGitBranch,
  IconGitFork,
  IconHourglass,
  IconLayoutGrid,
  IconLogin2,
  IconLogout2,
  IconMail,
  IconPlayerPlay,
  IconQuestionMark,
  IconRoute,
  IconRouteAltLeft,
  IconSubtask,
  IconTag,
  IconTags,
  IconUserCheck,
  IconUsersGroup,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';

/** The icons node types name. A type with a name that is not here gets its group's. */
const ICONS: Readonly<Record<string, Icon>> = {
  'alert-triangle': IconAlertTriangle,
  api: IconApi,
  'arrows-exchange': IconArrowsExchange,
  'arrows-shuffle': IconArrowsShuffle,
  'arrows-split-2': IconArrowsSplit2,
  bolt: IconBolt,
  broadcast: IconBroadcast,
  cake: IconCake,
  'calendar-event': IconCalendarEvent,
  'calendar-time': IconCalendarTime,
  'clock-heart': IconClockHeart,
  'clock-hour-10': IconClockHour10,
  'clock-pause': IconClockPause,
  ear: IconEar,
  'edit-circle': IconEditCircle,
  'filter-check': IconFilterCheck,
  flag: IconFlag,
  gauge: IconGauge,
  'git-branch': IconGitBranch,
  'git-fork': IconGitFork,
  hourglass: IconHourglass,
  'layout-grid': IconLayoutGrid,
  'login-2': IconLogin2,
  'logout-2': IconLogout2,
  mail: IconMail,
  route: IconRoute,
  subtask: IconSubtask,
  tag: IconTag,
  tags: IconTags,
  'user-check': IconUserCheck,
  'users-group': IconUsersGroup,
  webhook: IconWebhook,
};

const GROUP_ICONS: Readonly<Record<NodeGroup, Icon>> = {
  trigger: IconBolt,
  condition: IconGitBranch,
  wait: IconHourglass,
  message: IconMail,
  action: IconPlayerPlay,
  flow: IconRouteAltLeft,
};

/** The icon of a node type, in its group's colour. Always beside words, so it says nothing to a screen reader. */
export function NodeIcon({ type, size = 16 }: { type: NodeType | undefined; size?: number }) {
  const Picture = type ? (ICONS[type.icon] ?? GROUP_ICONS[type.group]) : IconQuestionMark;
  return <Picture size={size} stroke={1.75} aria-hidden color={groupColour(type)} />;
}

export function groupColour(type: NodeType | undefined, soft = false): string {
  return `var(--group-${type?.group ?? 'flow'}${soft ? '-soft' : ''})`;
}
