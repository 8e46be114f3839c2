import { Anchor, Button, Checkbox, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { journeysApi, type EnrollmentReply, type HandAction, type HandSelection } from '@sojourn/api';
import type { JourneyNode } from '@sojourn/journey';
import { IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../api/pages.js';
import { useMay } from '../../api/session.js';
import { useNodeTitle } from '../../canvas/node-words.js';
import { useAddress } from '../../ui/address.js';
import { Panel } from '../../ui/panel.js';
import { Asked, Empty } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { HandDialog, HANDS } from './hand-dialog.js';
import style from './people-panel.module.css';

/** Who is chosen: some by name, or everybody at the node, however many. */
type Chosen = ReadonlySet<string> | 'all';
const NOBODY: Chosen = new Set();

/** The profiles at a node now. Choosing one replays its way on the canvas; several can be dealt with by hand. */
export function PeoplePanel({ journey, node, close }: { journey: string; node: JourneyNode; close: () => void }) {
  const { t } = useTranslation();
  const title = useNodeTitle()(node);
  const may = useMay()('enrollment.act');
  const [chosen, choose] = useState<Chosen>(NOBODY);
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
              {may && <Hands journey={journey} node={node.id} title={title} chosen={chosen} choose={choose} />}
              {people.map((each) => (
                <Group key={each.id} gap="xs" wrap="nowrap">
                  {may && (
                    <Checkbox
                      aria-label={t('running.chooseOne', { name: each.profile.name })}
                      checked={chosen === 'all' || chosen.has(each.id)}
                      disabled={chosen === 'all'}
                      onChange={() => choose(toggled(chosen, each.id))}
                    />
                  )}
                  <Person enrollment={each} />
                  <Anchor
                    size="xs"
                    component={Link}
                    to={`/profiles?profile=${each.profile.id}&why=${journey}`}
                    aria-label={t('why.askOne', { name: each.profile.name })}
                  >
                    {t('why.ask')}
                  </Anchor>
                </Group>
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

function toggled(chosen: Chosen, id: string): Chosen {
  if (chosen === 'all') return chosen;
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Choosing everybody, and the three things that can be done with those chosen. */
function Hands({
  journey,
  node,
  title,
  chosen,
  choose,
}: {
  journey: string;
  node: string;
  title: string;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
}) {
  const { t } = useTranslation();
  const [hand, take] = useState<HandAction['do']>();
  const count = chosen === 'all' ? undefined : chosen.size;
  const who: HandSelection = chosen === 'all' ? { node } : { ids: [...chosen] };
  const close = () => take(undefined);
  return (
    <>
      <Group justify="space-between" gap="xs" className={style.hands}>
        <Checkbox
          label={t('running.chooseAll')}
          checked={chosen === 'all'}
          onChange={(event) => choose(event.currentTarget.checked ? 'all' : NOBODY)}
          data-testid="choose-all"
        />
        {count !== undefined && count > 0 && (
          <Text size="xs" c="dimmed" aria-live="polite">
            {t('running.chosen', { count })}
          </Text>
        )}
      </Group>
      {count !== 0 && (
        <Group gap="xs" mb="xs" data-testid="hands">
          {(['move', 'skip', 'exit'] as const).map((each) => (
            <Button key={each} size="xs" variant="default" onClick={() => take(each)} data-testid={`hand-${each}`}>
              {t(HANDS[each].act)}
            </Button>
          ))}
        </Group>
      )}
      {hand && (
        <HandDialog
          journey={journey}
          hand={hand}
          who={who}
          whom={count === undefined ? t('running.whomAll', { node: title }) : t('running.whom', { count })}
          done={() => {
            close();
            choose(NOBODY);
          }}
          close={close}
        />
      )}
    </>
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
