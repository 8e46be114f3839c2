import type { NodeGroup, NodeType } from '@sojourn/journey';
import {
  IconArrowsExchange,
  IconArrowsSplit2,
  IconBolt,
  IconCalendarTime,
  IconEar,
  IconFlag,
  IconGitBranch,
  IconHourglass,
  IconMail,
  IconPlayerPlay,
  IconQuestionMark,
  IconRouteAltLeft,
  IconTag,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';

/** The icons node types name. A type with a name that is not here gets its group's. */
const ICONS: Readonly<Record<string, Icon>> = {
  'arrows-exchange': IconArrowsExchange,
  'arrows-split-2': IconArrowsSplit2,
  bolt: IconBolt,
  'calendar-time': IconCalendarTime,
  ear: IconEar,
  flag: IconFlag,
  'git-branch': IconGitBranch,
  hourglass: IconHourglass,
  mail: IconMail,
  tag: IconTag,
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
