import { Button } from '@mantine/core';
import { NOT_CANCELLED, workspaceApi, type OperationReply } from '@sojourn/api';
import { IconProgress } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isGoingOn, useOperations } from '../../api/operations.js';
import { useCall, useMay } from '../../api/session.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Listing, type Column } from '../../ui/listing.js';
import { Progress } from '../../ui/progress.js';
import { Asked, Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { Time } from '../../ui/time.js';
import { OPERATION_STATES } from '../../words/journey-states.js';
import { useWords } from '../../words/language.js';
import { operationWords } from '../../words/operations.js';
import style from './settings.module.css';

const TONES: Readonly<Record<OperationReply['state'], Tone>> = {
  waiting: 'quiet',
  running: 'accent',
  done: 'good',
  failed: 'danger',
  cancelled: 'quiet',
};

/** Long work: how far it is, and a way to stop it. */
export function OperationsTab() {
  const { t } = useTranslation();
  const operations = useOperations();
  const columns = useColumns();
  return (
    <Asked query={operations}>
      {(items) =>
        items.length === 0 ? (
          <Empty icon={IconProgress} title={t('settings.operationsEmpty')} more={t('settings.operationsEmptyMore')} />
        ) : (
          <Listing label={t('settings.operations')} columns={columns} items={items} idOf={({ id }) => id} />
        )
      }
    </Asked>
  );
}

function useColumns(): Column<OperationReply>[] {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const cancel = useCancel();
  return [
    {
      id: 'kind',
      label: t('settings.operation'),
      cell: ({ kind, detail, problem }) => (
        <>
          {words(operationWords(kind))}
          {typeof detail.name === 'string' && <div className={style.quiet}>{detail.name}</div>}
          {problem && <div className={style.fault}>{problem}</div>}
        </>
      ),
    },
    {
      id: 'state',
      label: t('settings.state'),
      nowrap: true,
      cell: ({ state }) => <Badge tone={TONES[state]}>{words(OPERATION_STATES[state])}</Badge>,
    },
    {
      id: 'progress',
      label: t('settings.progress'),
      width: 260,
      cell: (operation) => <Progress label={words(operationWords(operation.kind))} operation={operation} />,
    },
    { id: 'started', label: t('settings.started'), nowrap: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'changed',
      label: t('settings.changed'),
      nowrap: true,
      cell: ({ updatedAt }) => <Time at={updatedAt} precise />,
    },
    {
      id: 'cancel',
      label: t('settings.cancel'),
      quiet: true,
      align: 'right',
      cell: (operation) => {
        const why = NOT_CANCELLED[operation.kind];
        if (!isGoingOn(operation) || !may('journey.edit')) return undefined;
        return (
          <Button
            variant="default"
            size="compact-xs"
            aria-label={t('settings.cancelOf', { name: words(operationWords(operation.kind)) })}
            disabled={why !== undefined}
            title={why && words(why)}
            onClick={() => cancel.mutate(operation)}
          >
            {t('settings.cancel')}
          </Button>
        );
      },
    },
  ];
}

function useCancel() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: OperationReply) => call(workspaceApi.cancelOperation, { params: { operation: id } }),
    onSuccess: () => tell.done(t('settings.cancelled')),
    onError: tell.failed,
    onSettled: () => queries.invalidateQueries(),
  });
}
