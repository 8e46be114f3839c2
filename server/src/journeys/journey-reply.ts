import type { DraftConflict, JourneyReply, JourneySummary, VersionReply } from '@sojourn/api';
import { problemLine, type Problem } from '@sojourn/journey';
import { writeInstant } from '@sojourn/rules';
import { Conflict, Problem as Refusal } from '../http/problem.js';
import type { JourneyDraftRow, JourneyRow, VersionRow } from '../store/journeys.store.js';
import type { JourneyTotals } from '../store/node-counts.store.js';

const NOBODY: JourneyTotals = { entered: 0, inside: 0 };

export function summaryOf(row: JourneyRow, totals: JourneyTotals = NOBODY): JourneySummary {
  const { id, name, state, version, updatedAt } = row;
  return { id, name, state, version: version ?? undefined, updatedAt: writeInstant(updatedAt), ...totals };
}

export function replyOf(row: JourneyDraftRow, totals?: JourneyTotals): JourneyReply {
  return { ...summaryOf(row, totals), draft: row.draft, revision: row.revision, changed: row.changed };
}

export function versionReplyOf(
  {
    version,
    note,
    publishedAt,
    publishedBy,
    graph,
  }: Omit<VersionRow, 'graph' | 'templates' | 'entrants'> & { graph?: VersionRow['graph'] },
  inside = 0,
): VersionReply {
  return {
    version,
    note,
    publishedAt: writeInstant(publishedAt),
    publishedBy: publishedBy ?? undefined,
    inside,
    graph,
  };
}

/** 409 with what stands there now, so that nothing is lost (VERSION-5). */
export function conflict(now: JourneyDraftRow): Conflict {
  const body: Pick<DraftConflict, 'revision' | 'draft' | 'savedBy'> = {
    revision: now.revision,
    draft: now.draft,
    savedBy: now.savedBy ?? undefined,
  };
  return new Conflict(
    `${now.savedBy ?? 'Somebody'} saved this journey in between. Nothing was lost: compare both, then save again.`,
    body,
  );
}

/** 422 with what is wrong, by node and in both languages, and as plain lines. */
export function refusedFor(problems: readonly Problem[], title: string): Refusal {
  const located = problems.map((problem) => ({ path: pathOf(problem), message: problemLine(problem) }));
  return new Refusal(422, title, { problems: located, body: { journeyProblems: problems } });
}

function pathOf({ node, edge, field }: Problem): string {
  const place = node !== undefined ? `nodes.${node}` : edge !== undefined ? `edges.${edge}` : '';
  return [place, field ?? ''].filter((part) => part !== '').join('.');
}
