import { journeysApi, type JourneySummary } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import { Listing, type Column } from '../../ui/listing.js';
import { useNumbers } from '../../ui/number.js';
import { useTell } from '../../ui/tell.js';
import { Time } from '../../ui/time.js';
import { JourneyMenu } from './journey-menu.js';
import style from './journeys.module.css';
import { StateBadge } from './state-badge.js';

/** The journeys as a table; the name leads to the canvas. */
export function JourneyTable({ journeys }: { journeys: readonly JourneySummary[] }) {
  const { t } = useTranslation();
  const numbers = useNumbers();
  const may = useMay();
  const [leaving, setLeaving] = useState<JourneySummary>();
  const { duplicate, archive } = useActions();
  const columns: Column<JourneySummary>[] = [
    {
      id: 'name',
      label: t('journeys.name'),
      cell: ({ id, name }) => (
        <Link to="/journeys/$id" params={{ id }} className={style.name}>
          {name}
        </Link>
      ),
    },
    { id: 'state', label: t('journeys.state'), width: 112, cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: 'version',
      label: t('journeys.version'),
      width: 72,
      cell: ({ version }) => (version === undefined ? '–' : `v${version}`),
    },
    { id: 'entered', label: t('journeys.entered'), align: 'right', cell: ({ entered }) => numbers(entered) },
    {
      id: 'inside',
      label: t('journeys.inside'),
      align: 'right',
      cell: ({ inside }) => <strong>{numbers(inside)}</strong>,
    },
    { id: 'updated', label: t('journeys.updated'), width: 168, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
    {
      id: 'actions',
      label: t('journeys.actions'),
      quiet: true,
      width: 48,
      cell: (journey) =>
        may('journey.edit') && (
          <JourneyMenu
            journey={journey}
            duplicate={() => duplicate.mutate(journey)}
            archive={may('journey.publish') && canBeArchived(journey) ? () => setLeaving(journey) : undefined}
          />
        ),
    },
  ];
  return (
    <>
      <Listing label={t('journeys.title')} columns={columns} items={journeys} idOf={({ id }) => id} />
      {leaving && (
        <Confirm
          title={t('journeys.archiveAsk', { name: leaving.name })}
          more={t('journeys.archiveMore')}
          act={t('journeys.archive')}
          busy={archive.isPending}
          close={() => setLeaving(undefined)}
          confirm={() => archive.mutate(leaving, { onSettled: () => setLeaving(undefined) })}
        />
      )}
    </>
  );
}

/** What is running must be stopped first, and nobody may be inside. */
function canBeArchived({ state, inside }: JourneySummary): boolean {
  return state === 'draft' || ((state === 'stopped' || state === 'draining') && inside === 0);
}

function useActions() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries();
  const duplicate = useMutation({
    mutationFn: ({ id }: JourneySummary) => call(journeysApi.duplicate, { params: { journey: id } }),
    onSuccess: ({ name }) => {
      tell.done(t('journeys.duplicated', { name }));
      return again();
    },
    onError: tell.failed,
  });
  const archive = useMutation({
    mutationFn: ({ id }: JourneySummary) => call(journeysApi.archive, { params: { journey: id } }),
    onSuccess: ({ name }) => {
      tell.done(t('journeys.archived', { name }));
      return again();
    },
    onError: tell.failed,
  });
  return { duplicate, archive };
}
