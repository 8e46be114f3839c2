import { Radio, Stack, Text } from '@mantine/core';
import { ENTRANTS, entriesApi, type Entrants } from '@sojourn/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useWords } from '../../words/language.js';

const LABELS = { new: 'entry.whoNew', present: 'entry.whoPresent', both: 'entry.whoBoth' } as const;

/** Who enters by the version that is published (存量进入), with the number of those who match now shown first. */
export function EntrantsChoice({
  journey,
  value,
  change,
}: {
  journey: string;
  value: Entrants;
  change: (entrants: Entrants) => void;
}) {
  const { t } = useTranslation();
  return (
    <Stack gap={6}>
      <Radio.Group
        label={t('entry.who')}
        value={value}
        onChange={(chosen) => change(chosen as Entrants)}
        data-testid="entrants"
      >
        <Stack gap={6} mt={6}>
          {ENTRANTS.map((each) => (
            <Radio key={each} value={each} label={t(LABELS[each])} />
          ))}
        </Stack>
      </Radio.Group>
      {value !== 'new' && <MatchNow journey={journey} />}
    </Stack>
  );
}

/** The draft is what was saved last: its triggers are asked. */
function MatchNow({ journey }: { journey: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const call = useCall();
  const { key } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: [key, 'present', journey],
    queryFn: ({ signal }) => call(entriesApi.present, { params: { journey }, signal }),
    staleTime: 0,
  });
  if (error) return <Text size="sm">{t('entry.cannotCount')}</Text>;
  if (!data) return <Text size="sm">{t('entry.counting')}</Text>;
  const count = data.triggers.reduce((sum, trigger) => sum + (trigger.count ?? 0), 0);
  return (
    <div data-testid="match-now">
      <Text size="sm">{t('entry.matchNow', { count })}</Text>
      {data.triggers.map(
        ({ node, refused }) =>
          refused && (
            <Text key={node} size="sm" c="dimmed">
              {words(refused)}
            </Text>
          ),
      )}
    </div>
  );
}
