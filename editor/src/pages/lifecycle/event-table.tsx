import { Button, MultiSelect } from '@mantine/core';
import type { EventNameReply } from '@sojourn/api';
import { IDENTIFY } from '@sojourn/journey';
import { MEANINGS } from '@sojourn/lifecycle';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.js';
import { EventName } from '../../ui/event-name.js';
import { Listing, type Column } from '../../ui/listing.js';
import { useNumbers } from '../../ui/number.js';
import { Time } from '../../ui/time.js';
import { useWords } from '../../words/language.js';
import style from './events.module.css';

/** The events seen, each with a field for its meanings and the suggestions beside it. */
export function EventTable({
  events,
  set,
}: {
  events: readonly EventNameReply[];
  set: (event: EventNameReply, meanings: string[]) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const numbers = useNumbers();
  const may = useMay();
  const nameOf = (id: string) => {
    const name = MEANINGS.find((meaning) => meaning.id === id)?.name;
    return name ? words(name) : id;
  };
  // What people are is told by an event too, and it can mean nothing else.
  const fixed = ({ name }: EventNameReply) => name === IDENTIFY || !may('lifecycle.edit');
  const columns: Column<EventNameReply>[] = [
    { id: 'name', label: t('meanings.event'), cell: ({ name }) => <EventName name={name} /> },
    { id: 'count', label: t('meanings.count'), align: 'right', width: 90, cell: ({ count }) => numbers(count) },
    { id: 'last', label: t('meanings.last'), width: 160, cell: ({ lastAt }) => <Time at={lastAt} /> },
    {
      id: 'meaning',
      label: t('meanings.meaning'),
      width: '42%',
      cell: (event) => (
        <div className={style.meaning}>
          {!fixed(event) ? (
            <MultiSelect
              className={style.choice}
              aria-label={t('meanings.meaningOf', { name: event.name })}
              placeholder={event.meanings.length === 0 ? t('meanings.choose') : undefined}
              data={MEANINGS.map(({ id, name }) => ({ value: id, label: words(name) }))}
              value={event.meanings}
              onChange={(chosen) => set(event, chosen)}
              searchable
              hidePickedOptions
            />
          ) : (
            <span>{event.meanings.map(nameOf).join(t('states.comma')) || t('meanings.none')}</span>
          )}
          {!fixed(event) &&
            event.suggested
              .filter((id) => !event.meanings.includes(id))
              .map((id) => (
                <Button
                  key={id}
                  variant="light"
                  size="compact-xs"
                  leftSection={<IconPlus size={12} aria-hidden />}
                  aria-label={t('meanings.take', { name: event.name, meaning: nameOf(id) })}
                  onClick={() => set(event, [...event.meanings, id])}
                >
                  {nameOf(id)}
                </Button>
              ))}
        </div>
      ),
    },
  ];
  return <Listing middle label={t('meanings.seen')} columns={columns} items={events} idOf={({ name }) => name} />;
}
