import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { JourneyNode, NodeType } from '@sojourn/journey';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCanvas, useCanvasModel } from '../canvas/canvas-context.js';
import { duplicateSelected, remove } from '../canvas/gestures.js';
import { NodeIcon } from '../canvas/node-icon.js';
import { useNodeTitle } from '../canvas/node-words.js';
import { CopyableId } from '../ui/copyable-id.js';
import { Notice } from '../ui/notice.js';
import { Panel } from '../ui/panel.js';
import { useWords } from '../words/language.js';
import { FieldInput } from './field-input.js';
import { formFields } from './form-fields.js';
import style from './inspector.module.css';
import { StepPolicy } from './step-policy.js';

/** The settings of one node: a form made from its type's declaration, with what is wrong said where it is. */
export function Inspector({ node, close }: { node: JourneyNode; close: () => void }) {
  const model = useCanvasModel();
  const { t } = useTranslation();
  const title = useNodeTitle();
  const words = useWords();
  const { type } = model.reading(node);
  const { change, endGesture } = model.store.getState();
  return (
    <Panel
      label={t('inspector.label')}
      close={close}
      title={
        <span className={style.title}>
          <NodeIcon type={type} size={18} />
          {title(node)}
        </span>
      }
    >
      <Stack gap="lg">
        <TextInput
          label={t('inspector.name')}
          placeholder={type ? words(type.title) : node.type}
          value={node.name ?? ''}
          maxLength={200}
          readOnly={model.readOnly}
          onChange={(event) =>
            change({ do: 'rename', node: node.id, name: event.currentTarget.value }, `rename ${node.id}`)
          }
          onBlur={endGesture}
          data-testid="node-name"
        />
        {type ? <Form node={node} type={type} /> : <Text size="sm">{t('inspector.unknown', { type: node.type })}</Text>}
        {type && <StepPolicy node={node} type={type} />}
        <Elsewhere node={node.id} type={type} />
        <div className={style.foot}>
          {type && <p className={style.about}>{words(type.about)}</p>}
          <Group justify="space-between">
            <CopyableId id={node.id} shown={24} />
            {!model.readOnly && (
              <Group gap={4}>
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-xs"
                  leftSection={<IconCopy size={13} aria-hidden />}
                  onClick={() => duplicateSelected(model)}
                >
                  {t('inspector.duplicate')}
                </Button>
                <Button
                  variant="subtle"
                  color="red"
                  size="compact-xs"
                  leftSection={<IconTrash size={13} aria-hidden />}
                  onClick={() => remove(model, [node.id])}
                >
                  {t('inspector.remove')}
                </Button>
              </Group>
            )}
          </Group>
        </div>
      </Stack>
    </Panel>
  );
}

function Form({ node, type }: { node: JourneyNode; type: NodeType }) {
  const { readOnly, store } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const problems = useCanvas((state) => state.problems);
  const { change, endGesture } = store.getState();
  const fields = formFields(type);
  if (fields.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('inspector.nothing')}
      </Text>
    );
  }
  /** The fault at a path of the settings, or further inside. */
  const faultAt = (path: string): string | undefined => {
    const inside = (field = '') => field === path || (field.startsWith(`${path}.`) && path.includes('.'));
    const found = problems.find((each) => each.node === node.id && inside(each.field));
    return found && words(found.message);
  };
  return fields.map((field) => {
    // A rule's faults lie deeper, at `rule.all.0.value`; the builder shows the first of them.
    const fault = problems.find(
      (each) => each.node === node.id && (each.field === field.name || each.field?.startsWith(`${field.name}.`)),
    );
    return (
      <FieldInput
        // A node's fields are its own: what is kept while typing must not go over to the next node.
        key={`${node.id} ${field.name}`}
        field={field}
        label={words(field.label)}
        {...(field.help ? { description: words(field.help) } : {})}
        {...(fault ? { error: words(fault.message) } : {})}
        errorAt={(path) => faultAt(path === '' ? field.name : `${field.name}.${path}`)}
        required={field.required}
        readOnly={readOnly}
        settings={node.settings}
        value={node.settings[field.name]}
        change={(value) => {
          const { [field.name]: _, ...rest } = node.settings;
          const settings = value === undefined ? rest : { ...node.settings, [field.name]: value };
          change({ do: 'configure', node: node.id, settings }, `configure ${node.id} ${field.name}`);
        }}
        leave={endGesture}
      />
    );
  });
}

/** What is wrong with the node beside its settings: an open port, no way to it. */
function Elsewhere({ node, type }: { node: string; type: NodeType | undefined }) {
  const words = useWords();
  const problems = useCanvas((state) => state.problems);
  const names = new Set(['visits', ...(type ? formFields(type).map(({ name }) => name) : [])]);
  const rest = problems.filter((each) => each.node === node && !names.has(each.field?.split('.')[0] ?? ''));
  return rest.map((problem) => (
    <Notice
      key={`${problem.code} ${problem.field} ${problem.edge}`}
      tone={problem.severity === 'error' ? 'danger' : 'warn'}
    >
      {words(problem.message)}
    </Notice>
  ));
}
