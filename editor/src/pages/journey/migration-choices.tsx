import { Checkbox, Select, Stack, Text } from '@mantine/core';
import { journeysApi, type ChangesReply, type VersionChanges } from '@sojourn/api';
import type { Choice, JourneyNode, MigrationRequest } from '@sojourn/journey';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useCanvasModel, useJourney } from '../../canvas/canvas-context.js';
import { useNodeTitle } from '../../canvas/node-words.js';

/** How a node where people are stands to the draft. */
type How = 'removed' | 'changed' | 'same';

interface Place {
  node: JourneyNode;
  how: How;
  count: number;
}

/** What publishing would change for those inside, read when the dialog opens. */
export function useChanges(journey: string, wanted: boolean) {
  const call = useCall();
  const { key } = useWorkspace();
  return useQuery({
    queryKey: [key, 'changes', journey],
    enabled: wanted,
    gcTime: 0,
    queryFn: ({ signal }) => call(journeysApi.changes, { params: { journey }, signal }),
  });
}

/** For those inside older versions: what happens to them, node by node (VERSION-2). */
export function MigrationChoices({
  changes,
  migration,
  change,
}: {
  changes: ChangesReply;
  migration: MigrationRequest;
  change: (migration: MigrationRequest) => void;
}) {
  const { t } = useTranslation();
  const inside = changes.versions.reduce((sum, version) => sum + version.inside, 0);
  if (inside === 0) return null;
  const places = placesOf(changes.versions);
  const choices = migration.nodes ?? {};
  const recomputes = Object.values(choices).some((choice) => choice.do === 'move' && choice.wait === 'recompute');
  const set = (node: string, choice: Choice | undefined) =>
    change({
      ...migration,
      nodes: Object.fromEntries(
        Object.entries({ ...choices, [node]: choice }).filter((entry): entry is [string, Choice] => !!entry[1]),
      ),
    });
  const moves = Object.values(choices).some((choice) => choice.do === 'move');
  return (
    <Stack gap="sm" data-testid="migration">
      <Text size="sm">
        <b>{t('running.inside', { count: inside })}</b> {t('running.insideMore')}
      </Text>
      {places
        .filter(({ how }) => how !== 'same')
        .map((place) => (
          <Fate
            key={place.node.id}
            place={place}
            choice={choices[place.node.id]}
            set={(choice) =>
              set(place.node.id, choice?.do === 'move' && recomputes ? { ...choice, wait: 'recompute' } : choice)
            }
          />
        ))}
      <Checkbox
        label={t('running.everybody')}
        checked={migration.everybody ?? false}
        onChange={(event) => change({ ...migration, everybody: event.currentTarget.checked })}
        data-testid="everybody"
      />
      {moves && (
        <Checkbox
          label={t('running.recompute')}
          description={t('running.recomputeMore')}
          checked={recomputes}
          onChange={(event) => change({ ...migration, nodes: reckoned(choices, event.currentTarget.checked) })}
          data-testid="recompute"
        />
      )}
    </Stack>
  );
}

function Fate({
  place: { node, how, count },
  choice,
  set,
}: {
  place: Place;
  choice: Choice | undefined;
  set: (choice: Choice | undefined) => void;
}) {
  const { t } = useTranslation();
  const { reading } = useCanvasModel();
  const title = useNodeTitle();
  const targets = useJourney().nodes.filter(({ id }) => id !== node.id);
  const data = [
    { value: 'finish', label: t('running.finish') },
    ...(how === 'removed' ? [] : [{ value: `move ${node.id}`, label: t('running.moveSame') }]),
    { value: 'exit', label: t('running.leave') },
    ...targets
      .filter((target) => reading(target).type?.group !== 'trigger')
      .map((target) => ({ value: `move ${target.id}`, label: t('running.moveTo', { node: title(target) }) })),
  ];
  const said = how === 'removed' ? t('running.fateRemoved') : t('running.fateChanged');
  return (
    <Select
      label={t('running.fateOf', { count, node: title(node), how: said })}
      data={data}
      value={choice?.do === 'move' ? `move ${choice.to ?? node.id}` : (choice?.do ?? 'finish')}
      onChange={(value) => set(choiceOf(value))}
      allowDeselect={false}
      searchable
      data-testid={`fate-${node.id}`}
    />
  );
}

function choiceOf(value: string | null): Choice | undefined {
  if (value === 'exit' || value === 'finish') return { do: value };
  return value?.startsWith('move ') ? { do: 'move', to: value.slice(5) } : undefined;
}

function reckoned(choices: Record<string, Choice>, anew: boolean): Record<string, Choice> {
  return Object.fromEntries(
    Object.entries(choices).map(([node, choice]) => [
      node,
      choice.do === 'move' ? { ...choice, wait: anew ? 'recompute' : 'keep' } : choice,
    ]),
  );
}

/** Where people are, over all versions: gone before changed before unchanged, most people first. */
function placesOf(versions: readonly VersionChanges[]): Place[] {
  const places = new Map<string, Place>();
  for (const { difference, waiting, nodes } of versions) {
    const removed = new Set(difference.removed);
    const changed = new Set(difference.changed.map(({ node }) => node));
    for (const node of nodes) {
      const count = waiting[node.id] ?? 0;
      if (count === 0) continue;
      const how: How = removed.has(node.id) ? 'removed' : changed.has(node.id) ? 'changed' : 'same';
      const known = places.get(node.id);
      if (!known) places.set(node.id, { node, how, count });
      else
        places.set(node.id, {
          ...known,
          count: known.count + count,
          how: ORDER[how] < ORDER[known.how] ? how : known.how,
        });
    }
  }
  return [...places.values()].toSorted((a, b) => ORDER[a.how] - ORDER[b.how] || b.count - a.count);
}

const ORDER: Record<How, number> = { removed: 0, changed: 1, same: 2 };
