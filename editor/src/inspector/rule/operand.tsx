import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { factKind, isFact, isHappening, OPERATORS, type Comparison, type Fact } from '@sojourn/rules';
import { useTranslation } from 'react-i18next';
import { DurationInput } from '../duration-field.js';
import { useStages } from '../stages-field.js';

interface Props {
  comparison: Comparison;
  readOnly: boolean;
  change: (value: Comparison['value']) => void;
  leave: () => void;
}

type Scalar = string | number | boolean;

/** What a comparison compares with: an input of the kind its operator reads. */
export function Operand({ comparison, readOnly, change, leave }: Props) {
  const { t } = useTranslation();
  const { fact, is, value } = comparison;
  const kind = OPERATORS[is];
  const label = t('ruleBuilder.value');
  const of = factKind(fact);
  if (kind === 'none') return null;
  if (isFact(value)) return <FactOperand {...{ comparison, readOnly, change, leave }} other={value} />;
  if (kind === 'duration') {
    return (
      <DurationInput
        label={label}
        value={value}
        readOnly={readOnly}
        change={(next) => change(next as string | undefined)}
        leave={leave}
      />
    );
  }
  if (of === 'text') return <StageOperand {...{ comparison, readOnly, change, leave }} many={kind === 'list'} />;
  if (of === 'boolean') return <TruthOperand value={value} readOnly={readOnly} change={change} />;
  if (kind === 'instant') {
    return (
      <TextInput
        type="date"
        aria-label={label}
        value={typeof value === 'string' ? value.slice(0, 10) : ''}
        onChange={(event) => change(event.currentTarget.value || undefined)}
        onBlur={leave}
        readOnly={readOnly}
      />
    );
  }
  if (kind === 'list') {
    const list = Array.isArray(value) ? value : [];
    return (
      <TagsInput
        aria-label={label}
        placeholder={list.length === 0 ? t('ruleBuilder.values') : undefined}
        value={list.map(String)}
        onChange={(next) =>
          change(
            next.length === 0
              ? undefined
              : next.map((each) => list.find((old) => String(old) === each) ?? scalar(each)),
          )
        }
        onBlur={leave}
        readOnly={readOnly}
      />
    );
  }
  if (kind === 'number' || of === 'number') {
    return (
      <NumberInput
        aria-label={label}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => change(typeof next === 'number' ? next : undefined)}
        onBlur={leave}
        readOnly={readOnly}
      />
    );
  }
  return (
    <TextInput
      aria-label={label}
      value={value === undefined ? '' : String(value as Scalar)}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        change(typed === '' ? undefined : kind === 'text' ? typed : scalar(typed));
      }}
      onBlur={leave}
      readOnly={readOnly}
    />
  );
}

/** Another fact to compare with: a property of the starting event, or when something last happened. */
function FactOperand({ other, readOnly, change, leave }: Props & { other: Fact }) {
  const { t } = useTranslation();
  const name = 'entry' in other ? other.entry : isHappening(other) && 'event' in other ? other.event : undefined;
  if (name === undefined)
    return <TextInput aria-label={t('ruleBuilder.value')} value={JSON.stringify(other)} readOnly />;
  return (
    <TextInput
      aria-label={t('ruleBuilder.otherFact')}
      value={name}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        change('entry' in other ? { entry: typed } : ({ ...other, event: typed } as Fact));
      }}
      onBlur={leave}
      readOnly={readOnly}
    />
  );
}

function StageOperand({ comparison: { value }, many, readOnly, change, leave }: Props & { many: boolean }) {
  const { t } = useTranslation();
  const chosen = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  const rest = { 'aria-label': t('ruleBuilder.value'), data: useStages(chosen), readOnly, onBlur: leave };
  if (many)
    return <MultiSelect {...rest} value={chosen} onChange={(next) => change(next.length === 0 ? undefined : next)} />;
  return (
    <Select {...rest} value={chosen[0] ?? null} onChange={(next) => change(next ?? undefined)} allowDeselect={false} />
  );
}

function TruthOperand({ value, readOnly, change }: Pick<Props, 'readOnly' | 'change'> & { value: unknown }) {
  const { t } = useTranslation();
  const data = [
    { value: 'true', label: t('inspector.yes') },
    { value: 'false', label: t('inspector.no') },
  ];
  return (
    <Select
      aria-label={t('ruleBuilder.value')}
      data={data}
      value={String(value)}
      onChange={(next) => change(next === 'true')}
      allowDeselect={false}
      readOnly={readOnly}
    />
  );
}

/** What was typed as a value: `18` is a number, `true` is truth, everything else text. `"18"` in quotes stays text. */
export function scalar(typed: string): Scalar {
  if (/^-?\d{1,15}(\.\d+)?$/.test(typed) && String(Number(typed)) === typed) return Number(typed);
  if (typed === 'true' || typed === 'false') return typed === 'true';
  const quoted = /^"(.*)"$/.exec(typed);
  return quoted ? quoted[1]! : typed;
}
