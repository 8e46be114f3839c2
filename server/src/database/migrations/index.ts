import { Workspaces1764000000001 } from './0001-workspaces.js';
import { Profiles1764000000002 } from './0002-profiles.js';
import { Journeys1764000000003 } from './0003-journeys.js';
import { Deliveries1764000000004 } from './0004-deliveries.js';
import { Access1764000000005 } from './0005-access.js';
import { Console1764000000006 } from './0006-console.js';
import { DailyPartitions1764000000007 } from './0007-daily-partitions.js';
import { WindowedFacts1764000000008 } from './0008-windowed-facts.js';
import { WholeEngine1764000000009 } from './0009-whole-engine.js';
import { Identity1764000000010 } from './0010-identity.js';
import { PutAside1764000000011 } from './0011-put-aside.js';
import { FairDue1764000000012 } from './0012-fair-due.js';
import { Audiences1764000000013 } from './0013-audiences.js';
import { Pauses1764000000014 } from './0014-pauses.js';
import { FilledInFacts1764000000015 } from './0015-filled-in-facts.js';
import { Entry1764000000016 } from './0016-entry.js';
import { Refunds1764000000017 } from './0017-refunds.js';
import { AttributeTypes1764000000018 } from './0018-attribute-types.js';
import { BatchMarkers1764000000019 } from './0019-batch-markers.js';
import { RefusalsByProfile1764000000020 } from './0020-refusals-by-profile.js';
import { QuietHoursOfAMessage1764000000021 } from './0021-quiet-hours-of-a-message.js';
import { FlipsByWorkspace1764000000022 } from './0022-flips-by-workspace.js';
import { ShardVersions1764000000023 } from './0023-shard-versions.js';

/** Every migration, oldest first. A new one is appended; a released one is never edited. */
export const migrations = [
  Workspaces1764000000001,
  Profiles1764000000002,
  Journeys1764000000003,
  Deliveries1764000000004,
  Access1764000000005,
  Console1764000000006,
  DailyPartitions1764000000007,
  WindowedFacts1764000000008,
  WholeEngine1764000000009,
  Identity1764000000010,
  PutAside1764000000011,
  FairDue1764000000012,
  Audiences1764000000013,
  Pauses1764000000014,
  FilledInFacts1764000000015,
  Entry1764000000016,
  Refunds1764000000017,
  AttributeTypes1764000000018,
  BatchMarkers1764000000019,
  RefusalsByProfile1764000000020,
  QuietHoursOfAMessage1764000000021,
  FlipsByWorkspace1764000000022,
  ShardVersions1764000000023,
];
