import { Button, TextInput } from '@mantine/core';
import { lifecycleApi, type EventNameReply } from '@sojourn/api';
import { IconSearch, IconSparkles } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useWorkspace } from '../../api/session.js';
import filters from '../../ui/filters.module.css';
import { Asked, Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { EventTable } from './event-table.js';
import { FirstEvent } from './first-event.js';
import { isSuggested, withMeanings, withSuggestions } from './meanings.js';
import { MeaningsInUse } from './meanings-in-use.js';

/** 事件含义: which of the shop's events stand for which meaning. */
export function EventsTab() {
  const { t } = useTranslation();
  const call = useCall();
  const may = useMay();
  const { key } = useWorkspace();
  const [search, setSearch] = useState('');
  const mapping = useMapping();
  const events = useQuery({
    queryKey: [key, 'event-names'],
    queryFn: ({ signal }) => call(lifecycleApi.events, { signal }),
    refetchInterval: 2000,
  });
  return (
    <Asked query={events}>
      {(seen) => {
        if (seen.length === 0) return <FirstEvent />;
        const suggested = seen.filter(isSuggested).length;
        const found = seen.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
        return (
          <>
            <MeaningsInUse events={seen} />
            <div className={filters.filters}>
              <TextInput
                w={260}
                aria-label={t('meanings.search')}
                placeholder={t('meanings.search')}
                leftSection={<IconSearch size={14} aria-hidden />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
              {suggested > 0 && may('lifecycle.edit') && (
                <Button
                  variant="light"
                  leftSection={<IconSparkles size={14} aria-hidden />}
                  loading={mapping.isPending}
                  onClick={() => mapping.mutate((before) => withSuggestions(before, seen))}
                >
                  {t('meanings.takeAll', { count: suggested })}
                </Button>
              )}
            </div>
            {found.length > 0 ? (
              <EventTable
                events={found}
                set={(event, chosen) => mapping.mutate((before) => withMeanings(before, event.name, chosen))}
              />
            ) : (
              <Empty title={t('meanings.noMatch')} />
            )}
          </>
        );
      }}
    </Asked>
  );
}

type Change = (before: Record<string, string[]>) => Record<string, string[]>;

/** Changes the mapping as it is on the server now, and shows the change before it is confirmed. */
function useMapping() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const { key } = useWorkspace();
  return useMutation({
    scope: { id: 'meanings' },
    mutationFn: async (change: Change) => {
      const { meanings } = await call(lifecycleApi.meanings);
      return call(lifecycleApi.saveMeanings, { body: { meanings: change(meanings) } });
    },
    onSuccess: ({ meanings, operation }) => {
      queries.setQueryData<EventNameReply[]>([key, 'event-names'], (seen) =>
        seen?.map((event) => ({
          ...event,
          meanings: Object.keys(meanings).filter((meaning) => meanings[meaning]!.includes(event.name)),
        })),
      );
      tell.done(t(operation ? 'meanings.savedAnew' : 'meanings.saved'));
    },
    onError: tell.failed,
  });
}
