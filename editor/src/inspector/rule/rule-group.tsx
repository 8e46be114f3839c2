import { ActionIcon, Button, Group as Row, Select } from '@mantine/core';
import { startingComparison, type FactKindId, type Rule } from '@sojourn/rules';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ComparisonRow } from './comparison-row.js';
import { asGroup, asRule, isComparison, JOINS, withMore, withPart, type Group, type Join } from './rule-tree.js';
import style from './rule.module.css';

const DEEPEST = 4;

interface Props {
  label: string;
  group: Group;
  isFilter: boolean;
  /** Which kinds of facts may be looked at; all by default. */
  kinds?: readonly FactKindId[];
  readOnly: boolean;
  depth?: number;
  change: (group: Group) => void;
  leave: () => void;
  remove?: () => void;
}

/** A group of conditions: how they are joined, each of them, groups inside it. */
export function RuleGroup({ label, group, isFilter, kinds, readOnly, depth = 0, change, leave, remove }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={style.group} data-depth={depth}>
      <legend className={style.legend}>{label}</legend>
      <Row gap={4} wrap="nowrap">
        <Select
          aria-label={`${label}: ${t('ruleBuilder.kind')}`}
          data={JOINS.map((join) => ({ value: join, label: t(`ruleBuilder.${join}`) }))}
          value={group.join}
          onChange={(join) => change({ ...group, join: join as Join })}
          allowDeselect={false}
          readOnly={readOnly}
          style={{ flex: 1 }}
        />
        {remove && !readOnly && (
          <ActionIcon
            size={28}
            aria-label={t(depth === 0 ? 'ruleBuilder.clear' : 'ruleBuilder.removeGroup')}
            onClick={remove}
          >
            <IconTrash size={15} />
          </ActionIcon>
        )}
      </Row>
      {group.parts.map((part, index) => (
        <Part
          // The order of parts changes only by taking one away.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          label={`${label} ${index + 1}`}
          part={part}
          isFilter={isFilter}
          kinds={kinds}
          readOnly={readOnly}
          depth={depth}
          change={(next) => change(withPart(group, index, next))}
          leave={leave}
        />
      ))}
      {!readOnly && (
        <Row gap={4}>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={12} aria-hidden />}
            onClick={() => change(withMore(group, startingComparison(isFilter ? 'property' : 'meaning')))}
            data-testid="add-condition"
          >
            {t('ruleBuilder.add')}
          </Button>
          {depth < DEEPEST && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              onClick={() => change(withMore(group, { any: [startingComparison(isFilter ? 'property' : 'meaning')] }))}
            >
              {t('ruleBuilder.addGroup')}
            </Button>
          )}
        </Row>
      )}
    </fieldset>
  );
}

function Part({
  part,
  change,
  depth,
  ...rest
}: Omit<Props, 'group' | 'change' | 'remove' | 'depth'> & {
  part: Rule;
  depth: number;
  change: (part: Rule | undefined) => void;
}) {
  if (isComparison(part)) return <ComparisonRow {...rest} comparison={part} change={change} />;
  return (
    <RuleGroup
      {...rest}
      group={asGroup(part)}
      depth={depth + 1}
      change={(group) => change(asRule(group))}
      remove={() => change(undefined)}
    />
  );
}
