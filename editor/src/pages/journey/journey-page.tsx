import type { JourneyReply } from '@sojourn/api';
import type { Journey, Surroundings } from '@sojourn/journey';
import { IconRouteOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/client.js';
import { useAddress } from '../../ui/address.js';
import { later } from '../../ui/later.js';
import { Empty, Failed, Loading } from '../../ui/state.js';
import { JourneyEditor } from './journey-editor.js';
import { placed, useJourneyQuery, useSurroundings } from './journey-query.js';

const Replay = later(() => import('./replay.js'), 'Replay');

/** One journey on its canvas; with `?run=` in the address, one enrollment replayed on it. */
export function JourneyPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const [{ run }] = useAddress();
  const journey = useJourneyQuery(id);
  const around = useSurroundings();
  const { t } = useTranslation();
  const again = () => {
    void journey.refetch();
    around.refetch();
  };
  const error = journey.error ?? around.error;
  if (error instanceof Refused && error.status === 404)
    return <Empty icon={IconRouteOff} title={t('journeyEditor.gone')} />;
  if (!around.data || !journey.data) {
    if (!error) return <Loading />;
    return <Failed error={error} again={again} />;
  }
  if (run) {
    return (
      <Suspense fallback={<Loading />}>
        <Replay key={run} enrollment={run} around={around.data} />
      </Suspense>
    );
  }
  return <Placed key={id} reply={journey.data} around={around.data} />;
}

/** Gives nodes that have no place one before they are drawn. */
function Placed({ reply, around }: { reply: JourneyReply; around: Surroundings }) {
  const [journey, setJourney] = useState<Journey>();
  useEffect(() => {
    let wanted = true;
    if (!journey) void placed(reply.draft, around).then((made) => wanted && setJourney(made));
    return () => {
      wanted = false;
    };
  }, [journey, reply.draft, around]);
  return journey ? <JourneyEditor journey={journey} reply={reply} around={around} /> : <Loading />;
}
