import { Button, Stack, Text, UnstyledButton } from '@mantine/core';
import { journeysApi, type EnrollmentReply } from '@sojourn/api';
import type { JourneyNode } from '@sojourn/journey';
import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { useNodeTitle } from '../../canvas/node-words.js';
import { useAddress } from '../../ui/address.js';
import { Panel } from '../../ui/panel.js';
import { Asked, Empty } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import style from './people-panel.module.css';

/** The profiles at a node now. Choosing one replays its way on the canvas. */
export function PeoplePanel({ journey, node, close }: { journey: string; node: JourneyNode; close: () => void }) {
  const { t } = useTranslation();
  const title = useNodeTitle()(node);
  const list = usePages(journeysApi.atNode, {}, { params: { journey, node: node.id }, every: 10_000 });
  return (
    <Panel
      label={t('journeyEditor.people', { node: title })}
      title={t('journeyEditor.people', { node: title })}
      close={close}
    >
      <Asked query={list}>
        {(people) =>
          people.length === 0 ? (
            <Empty icon={IconUsers} title={t('journeyEditor.peopleNone')} />
          ) : (
            <Stack gap={2} data-testid="people">
              {people.map((each) => (
                <Person key={each.id} enrollment={each} />
              ))}
              {list.more && (
                <Button variant="subtle" loading={list.reading} onClick={list.more}>
                  {t('journeyEditor.peopleMore')}
                </Button>
              )}
            </Stack>
          )
        }
      </Asked>
    </Panel>
  );
}

function Person({ enrollment }: { enrollment: EnrollmentReply }) {
  const { t } = useTranslation();
  const [, go] = useAddress();
  const { parked, arrivedAt, dueAt } = enrollment;
  return (
    <UnstyledButton className={style.person} onClick={() => go({ run: enrollment.id })} data-testid="person">
      <span className={style.name}>{enrollment.profile.name}</span>
      <Text size="xs" c="dimmed">
        {arrivedAt && (
          <>
            {t('journeyEditor.since')} <Time at={arrivedAt} />
          </>
        )}
        {dueAt && !parked && (
          <>
            {' · '}
            {t('journeyEditor.until')} <Time at={dueAt} />
          </>
        )}
        {parked && ` · ${t(parked === 'paused' ? 'journeyEditor.parkedPaused' : 'journeyEditor.parkedDelivery')}`}
      </Text>
    </UnstyledButton>
  );
}
