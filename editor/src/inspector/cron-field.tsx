import { Group, Input, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { cronFault, nextOccurrence } from '@sojourn/journey';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../api/session.js';
import { useJourney } from '../canvas/canvas-context.js';
import { formatTime } from '../ui/time.js';
import { useLanguage } from '../words/language.js';
import { weekdayName } from '../words/schedule-sentence.js';
import type { FieldProps } from './field-props.js';
import { cronOf, shapeOf, type Shape } from './schedule-shape.js';

const EVERY = {
  day: 'inspector.cronDaily',
  workday: 'inspector.cronWorkdays',
  week: 'inspector.cronWeekly',
  month: 'inspector.cronMonthly',
  own: 'inspector.cronOwn',
} as const;

/** When something happens: every day, workday, week or month at a time, or a cron expression of one's own. */
export function CronField({ field, label, description, error, required, readOnly, value, change, leave }: FieldProps) {
  const { t } = useTranslation();
  const cron = typeof value === 'string' ? value : '';
  const shape = shapeOf(cron);
  const [own, setOwn] = useState(cron !== '' && !shape);
  const every = own ? 'own' : (shape?.every ?? null);
  const at = shape?.at ?? '10:00';

  function chooseEvery(next: string | null): void {
    setOwn(next === 'own');
    if (next === 'day' || next === 'workday') change(cronOf({ every: next, at }));
    if (next === 'week') change(cronOf({ every: 'week', at, weekday: 1 }));
    if (next === 'month') change(cronOf({ every: 'month', at, day: 1 }));
  }

  return (
    <Input.Wrapper
      label={label}
      description={own ? description : undefined}
      error={error}
      required={required}
      labelElement="div"
    >
      <Group gap={4} mt={4} align="flex-end">
        <Select
          aria-label={`${label}: ${t('inspector.cronEvery')}`}
          data={Object.entries(EVERY).map(([id, key]) => ({ value: id, label: t(key) }))}
          value={every}
          placeholder={t('inspector.cronEvery')}
          onChange={chooseEvery}
          readOnly={readOnly}
          allowDeselect={false}
          style={{ flex: 1, minWidth: 120 }}
        />
        {!own && shape && (
          <Details label={label} shape={shape} readOnly={readOnly} change={(next) => change(cronOf(next))} />
        )}
      </Group>
      {own && (
        <TextInput
          name={field.name}
          aria-label={`${label}: ${t('inspector.cronOwn')}`}
          mt={4}
          value={cron}
          placeholder="0 10 * * 1-5"
          readOnly={readOnly}
          onChange={(event) => change(event.currentTarget.value || undefined)}
          onBlur={leave}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      )}
      <NextTimes cron={cron} />
    </Input.Wrapper>
  );
}

function Details({
  label,
  shape,
  readOnly,
  change,
}: {
  label: string;
  shape: Shape;
  readOnly: boolean;
  change: (shape: Shape) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      {shape.every === 'week' && (
        <Select
          aria-label={`${label}: ${t('inspector.cronWeekday')}`}
          data={[1, 2, 3, 4, 5, 6, 0].map((day) => ({ value: String(day), label: weekdayName(day, language) }))}
          value={String(shape.weekday)}
          onChange={(day) => change({ ...shape, weekday: Number(day) })}
          readOnly={readOnly}
          allowDeselect={false}
          w={110}
        />
      )}
      {shape.every === 'month' && (
        <NumberInput
          aria-label={`${label}: ${t('inspector.cronDay')}`}
          min={1}
          max={31}
          value={shape.day}
          onChange={(day) => typeof day === 'number' && change({ ...shape, day })}
          readOnly={readOnly}
          w={64}
        />
      )}
      <TextInput
        type="time"
        aria-label={`${label}: ${t('inspector.cronTime')}`}
        value={shape.at}
        onChange={(event) => event.currentTarget.value && change({ ...shape, at: event.currentTarget.value })}
        readOnly={readOnly}
        w={120}
      />
    </>
  );
}

/** The next three times, in the zone the journey counts in. */
function NextTimes({ cron }: { cron: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const workspace = useWorkspace();
  const zone = useJourney().settings?.zone ?? workspace.zone;
  const [now] = useState(() => Date.now());
  if (cron === '' || cronFault(cron)) return null;
  const times: number[] = [];
  for (let after = now; times.length < 3;) {
    const next = nextOccurrence({ cron }, zone, after);
    if (next === undefined) break;
    times.push(next);
    after = next;
  }
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {t('inspector.cronNext', {
        times: times.map((time) => formatTime(new Date(time), language, 'minute')).join(' · '),
      })}
    </Text>
  );
}
