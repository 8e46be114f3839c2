import type { DeliveryOutcome, ProfileReply, ProfileSummary, TimelineItem } from '@sojourn/api';
import { writeInstant, writeKnown } from '@sojourn/rules';
import { HIDDEN, type Mask } from '../http/masking.js';
import { nameOf, type Identities } from '../store/profile-names.store.js';
import type { FactRow, IdentityRow, ProfileListRow, ProfileRow } from '../store/profiles.store.js';
import type { TimelineRow } from '../store/timelines.store.js';

export function summaryOf(row: ProfileListRow, { email, userId }: Identities, mask: Mask): ProfileSummary {
  return {
    id: row.id,
    name: nameOf(row.id, row.attributes, { email, userId }, mask.hides),
    userId: hideAddress(userId, mask),
    email: email !== undefined && mask.hides('email') ? HIDDEN : email,
    stage: row.stage,
    stageSince: writeInstant(row.stageSince),
    lastSeenAt: writeKnown(row.lastSeen),
  };
}

export function replyOf(
  row: ProfileRow,
  identities: readonly IdentityRow[],
  facts: readonly FactRow[],
  mask: Mask,
): ProfileReply {
  const first = (kind: string) => identities.find((identity) => identity.kind === kind)?.value;
  return {
    ...summaryOf(row, { email: first('email'), userId: first('userId') }, mask),
    attributes: mask.properties(row.attributes),
    identities: identities.map(({ kind, value }) => ({
      kind,
      value: mask.hides(kind) ? HIDDEN : (hideAddress(value, mask) ?? ''),
    })),
    consents: row.consents,
    firstSeenAt: writeKnown(row.firstSeen),
    nextFlipAt: writeKnown(row.nextFlip),
    facts: facts.map(({ event, count, firstAt, lastAt, sums }) => ({
      event,
      count,
      firstAt: writeInstant(firstAt),
      lastAt: writeInstant(lastAt),
      sums: sums ?? undefined,
    })),
  };
}

/** Many shops use the e-mail address as the user id. */
function hideAddress(id: string | undefined, mask: Mask): string | undefined {
  return id?.includes('@') && mask.hides('email') ? HIDDEN : id;
}

interface Content {
  name: string;
  properties: Record<string, unknown>;
  from: string;
  to: string;
  cause: string;
  findings: unknown;
  enrollment: string;
  state: 'entered' | 'ended';
  reason: string | null;
  delivery: string;
  channel: string;
  outcome: DeliveryOutcome;
}

/** A row of the story as the contract tells it. */
export function timelineItem(row: TimelineRow, journeys: ReadonlyMap<string, string>, mask: Mask): TimelineItem {
  const at = writeInstant(row.at);
  const content = row.content as unknown as Content;
  const reason = content.reason ?? undefined;
  switch (row.kind) {
    case 'event':
      return { kind: 'event', at, name: content.name, properties: mask.properties(content.properties) };
    case 'transition':
      return {
        kind: 'transition',
        at,
        from: content.from,
        to: content.to,
        cause: content.cause,
        findings: mask.reason(content.findings),
      };
    case 'enrollment': {
      const journey = { id: row.journey!, name: journeys.get(row.journey!) ?? '' };
      return { kind: 'enrollment', at, enrollment: content.enrollment, journey, state: content.state, reason };
    }
    case 'delivery':
      return {
        kind: 'delivery',
        at,
        delivery: content.delivery,
        channel: content.channel,
        outcome: content.outcome,
        reason,
      };
  }
}
