import { Button, Textarea, TextInput } from '@mantine/core';
import { calendarsApi, type CalendarBody, type CalendarReply } from '@sojourn/api';
import { IconCalendar, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useMay, useWorkspace } from '../../api/session.js';
import { Confirm } from '../../ui/confirm.js';
import { Section } from '../../ui/section.js';
import { Asked, Empty } from '../../ui/state.js';
import { useTell } from '../../ui/tell.js';
import { readDays, writeDays } from './day-list.js';
import style from './settings.module.css';

const BLANK = { id: '', name: '', holidays: [], makeUpDays: [] };

/** Calendars of the workspace: which days are worked on. */
export function CalendarsTab() {
  const { t } = useTranslation();
  const call = useCall();
  const may = useMay();
  const { key } = useWorkspace();
  const [adding, setAdding] = useState(false);
  const { bringIn } = useChanges();
  const calendars = useQuery({
    queryKey: [key, 'calendars'],
    queryFn: ({ signal }) => call(calendarsApi.list, { signal }),
  });
  const actions = may('settings.edit') && (
    <div className={style.actions}>
      <Button variant="default" mr={8} loading={bringIn.isPending} onClick={() => bringIn.mutate()}>
        {t('entry.importChina')}
      </Button>
      <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
        {t('entry.addCalendar')}
      </Button>
    </div>
  );
  return (
    <div className={style.narrow}>
      <p className={style.about}>{t('entry.calendarsAbout')}</p>
      {actions}
      {adding && <CalendarForm stored={BLANK} isNew close={() => setAdding(false)} />}
      <Asked query={calendars}>
        {(items) =>
          items.length === 0 && !adding ? (
            <Empty icon={IconCalendar} title={t('entry.calendarsEmpty')} more={t('entry.calendarsEmptyMore')} />
          ) : (
            items.map((calendar) => <CalendarForm key={`${calendar.id} ${calendar.updatedAt}`} stored={calendar} />)
          )
        }
      </Asked>
    </div>
  );
}

function CalendarForm({
  stored,
  isNew = false,
  close,
}: {
  stored: Omit<CalendarReply, 'updatedAt'>;
  isNew?: boolean;
  close?: () => void;
}) {
  const { t } = useTranslation();
  const locked = !useMay()('settings.edit');
  const [id, setId] = useState(stored.id);
  const [name, setName] = useState(stored.name);
  const [holidays, setHolidays] = useState(writeDays(stored.holidays));
  const [makeUpDays, setMakeUpDays] = useState(writeDays(stored.makeUpDays));
  const [tried, setTried] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { save, remove } = useChanges();
  const [off, on] = [readDays(holidays), readDays(makeUpDays)];
  const faults = {
    id: !/^[a-z0-9][a-z0-9-]{0,62}$/.test(id) && t('entry.wrongId'),
    name: name.trim() === '' && t('entry.wrongName'),
    holidays: off.wrong.length > 0 && t('entry.wrongDates', { dates: off.wrong.join(', ') }),
    makeUpDays: on.wrong.length > 0 && t('entry.wrongDates', { dates: on.wrong.join(', ') }),
  };
  const submit = () => {
    setTried(true);
    if (Object.values(faults).some(Boolean)) return;
    const body = { name: name.trim(), holidays: off.days, makeUpDays: on.days };
    save.mutate({ id, body }, { onSuccess: () => close?.() });
  };
  return (
    <Section
      title={isNew ? t('entry.addCalendar') : stored.name}
      about={isNew ? undefined : <code>{stored.id}</code>}
      actions={
        !isNew &&
        !locked && (
          <Button variant="default" size="compact-xs" onClick={() => setRemoving(true)}>
            {t('entry.removeCalendar')}
          </Button>
        )
      }
    >
      <fieldset className={style.fields} disabled={locked}>
        <div className={style.form}>
          {isNew && (
            <TextInput
              label={t('entry.calendarId')}
              description={t('entry.calendarIdHow')}
              value={id}
              error={tried && faults.id}
              onChange={(event) => setId(event.currentTarget.value)}
            />
          )}
          <TextInput
            label={t('entry.calendarName')}
            value={name}
            maxLength={200}
            error={tried && faults.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Days label={t('entry.holidays')} value={holidays} fault={faults.holidays} change={setHolidays} />
          <Days label={t('entry.makeUpDays')} value={makeUpDays} fault={faults.makeUpDays} change={setMakeUpDays} />
          {!locked && (
            <div className={style.actions}>
              <Button loading={save.isPending} onClick={submit}>
                {t('entry.saveCalendar')}
              </Button>
            </div>
          )}
        </div>
      </fieldset>
      {removing && (
        <Confirm
          danger
          title={t('entry.removeAsk', { name: stored.name })}
          more={t('entry.removeMore')}
          act={t('entry.removeCalendar')}
          busy={remove.isPending}
          close={() => setRemoving(false)}
          confirm={() => remove.mutate(stored.id, { onSettled: () => setRemoving(false) })}
        />
      )}
    </Section>
  );
}

function Days({
  label,
  value,
  fault,
  change,
}: {
  label: string;
  value: string;
  fault: string | false;
  change: (value: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={label}
      description={t('entry.datesHow')}
      value={value}
      error={fault}
      autosize
      minRows={2}
      maxRows={12}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function useChanges() {
  const { t } = useTranslation();
  const call = useCall();
  const tell = useTell();
  const queries = useQueryClient();
  const settled = { onError: tell.failed, onSettled: () => queries.invalidateQueries() };
  const bringIn = useMutation({
    mutationFn: () => call(calendarsApi.importChina, {}),
    onSuccess: () => tell.done(t('entry.imported')),
    ...settled,
  });
  const save = useMutation({
    mutationFn: ({ id, body }: { id: string; body: CalendarBody }) =>
      call(calendarsApi.save, { params: { calendar: id }, body }),
    onSuccess: () => tell.done(t('entry.calendarSaved')),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call(calendarsApi.remove, { params: { calendar: id } }),
    onSuccess: () => tell.done(t('entry.removed')),
    ...settled,
  });
  return { bringIn, save, remove };
}
