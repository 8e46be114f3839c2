import { SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { whyApi } from '@sojourn/api';
import { HOUR } from '@sojourn/rules';
import { IconHelpCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useJourneys } from '../../api/journeys.js';
import { useCall, useWorkspace } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { instantOf, localText } from '../../ui/moment.js';
import { Asked, Empty } from '../../ui/state.js';
import { WhyJourney } from './why-journey.js';
import { WhyStage } from './why-stage.js';
import style from './why.module.css';

/** What is asked about where it is no journey. */
const STAGE = 'stage';

/** Why this profile entered a journey or is in a stage, or why not: now, or at a moment before. */
export function WhyView({ id }: { id: string }) {
  const { t } = useTranslation();
  const [{ why = '', at }, change] = useAddress();
  const { data: journeys = [] } = useJourneys();
  const about = why === 'ask' ? '' : why;
  return (
    <Stack gap="sm" className={style.why}>
      <Select
        label={t('why.about')}
        placeholder={t('why.choose')}
        searchable
        allowDeselect={false}
        value={about || null}
        onChange={(chosen) => change({ why: chosen ?? 'ask' })}
        data={[
          { value: STAGE, label: t('why.stage') },
          { group: t('why.journeys'), items: journeys.map(({ id: value, name }) => ({ value, label: name })) },
        ]}
      />
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('why.when')}
        value={at === undefined ? 'now' : 'then'}
        onChange={(when) => change({ at: when === 'now' ? undefined : new Date(Date.now() - HOUR).toISOString() })}
        data={[
          { value: 'now', label: t('why.now') },
          { value: 'then', label: t('why.past') },
        ]}
      />
      {at !== undefined && (
        <TextInput
          type="datetime-local"
          step={1}
          label={t('why.moment')}
          value={localText(at)}
          onChange={(event) => change({ at: instantOf(event.currentTarget.value) ?? at })}
        />
      )}
      {about === '' ? (
        <Empty icon={IconHelpCircle} title={t('why.choose')} more={t('why.chooseMore')} />
      ) : (
        <Answer id={id} about={about} at={at} />
      )}
    </Stack>
  );
}

function Answer({ id, about, at }: { id: string; about: string; at: string | undefined }) {
  const call = useCall();
  const { key } = useWorkspace();
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  const given = { zone, ...(at !== undefined && { at }) };
  const ask = { params: { profile: id } };
  const journey = useQuery({
    queryKey: [key, 'why', id, about, at],
    queryFn: ({ signal }) => call(whyApi.journey, { ...ask, query: { journey: about, ...given }, signal }),
    enabled: about !== STAGE,
  });
  const stage = useQuery({
    queryKey: [key, 'why-stage', id, at],
    queryFn: ({ signal }) => call(whyApi.stage, { ...ask, query: given, signal }),
    enabled: about === STAGE,
  });
  return (
    <div aria-live="polite">
      {about === STAGE ? (
        <Asked query={stage}>{(told) => <WhyStage told={told} />}</Asked>
      ) : (
        <Asked query={journey}>{(told) => <WhyJourney told={told} />}</Asked>
      )}
    </div>
  );
}
