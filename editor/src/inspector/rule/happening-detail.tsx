import { ActionIcon, Autocomplete, Button, Select, Text, TextInput } from '@mantine/core';
import { MEANINGS } from '@sojourn/lifecycle';
import { MEASURE_LABELS, MEASURES, type Fact, type Happening, type Measure } from '@sojourn/rules';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useEventNames } from '../../api/suggestions.js';
import { useLanguage } from '../../words/language.js';
import { DurationInput } from '../duration-field.js';
import type { DetailProps } from './fact-detail.js';
import { RuleGroup } from './rule-group.js';
import { asGroup, asRule } from './rule-tree.js';
import style from './rule.module.css';

/** Which measures look at a property: they need one, or may have one. */
const NEEDS_PROPERTY: readonly Measure[] = ['sum', 'average', 'top'];
const MAY_HAVE_PROPERTY: readonly Measure[] = [...NEEDS_PROPERTY, 'first', 'last'];

/** Which events, what is told of them, within which time, and which of them count at all. */
export function HappeningDetail({ fact, readOnly, change, leave }: DetailProps<Happening>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const events = useEventNames();
  const { measure } = fact;
  return (
    <>
      <div className={style.line}>
        {'meaning' in fact ? (
          <Select
            aria-label={t('ruleBuilder.behaviour')}
            data={MEANINGS.map(({ id, name }) => ({ value: id, label: name[language] }))}
            value={fact.meaning}
            onChange={(meaning) => meaning && change({ ...fact, meaning })}
            allowDeselect={false}
            searchable
            readOnly={readOnly}
            style={{ flex: 1 }}
          />
        ) : (
          <Autocomplete
            aria-label={t('ruleBuilder.eventName')}
            placeholder={t('ruleBuilder.eventName')}
            data={events.map(({ name }) => name)}
            limit={50}
            value={fact.event}
            onChange={(event) => change({ ...fact, event })}
            onBlur={leave}
            readOnly={readOnly}
            style={{ flex: 1 }}
          />
        )}
        <Select
          aria-label={t('ruleBuilder.measure')}
          data={MEASURES.map((each) => ({ value: each, label: MEASURE_LABELS[each][language] }))}
          value={measure}
          onChange={(next) => next && change(withMeasure(fact, next as Measure))}
          allowDeselect={false}
          readOnly={readOnly}
          style={{ flex: '0 0 134px' }}
        />
      </div>
      {MAY_HAVE_PROPERTY.includes(measure) && (NEEDS_PROPERTY.includes(measure) || fact.property !== undefined) && (
        <TextInput
          aria-label={t('ruleBuilder.propertyName')}
          placeholder={t('ruleBuilder.propertyName')}
          value={fact.property ?? ''}
          onChange={(event) => change({ ...fact, property: event.currentTarget.value })}
          onBlur={leave}
          readOnly={readOnly}
        />
      )}
      <Within fact={fact} readOnly={readOnly} change={change} leave={leave} required={measure === 'days'} />
      <Where fact={fact} readOnly={readOnly} change={change} leave={leave} />
    </>
  );
}

/** The fact with another measure, which keeps of the rest what still belongs to it. */
function withMeasure({ property, ...rest }: Happening, measure: Measure): Fact {
  const next = { ...rest, measure, ...(measure === 'days' && rest.within === undefined ? { within: '30d' } : {}) };
  return NEEDS_PROPERTY.includes(measure) ? { ...next, property: property ?? '' } : next;
}

/** A time that limits what counts; a button where there is none. */
export function Within<F extends Fact & { within?: string }>({
  fact,
  readOnly,
  change,
  leave,
  required,
}: DetailProps<F> & { required?: boolean }) {
  const { t } = useTranslation();
  const { within, ...rest } = fact;
  if (within === undefined) {
    if (readOnly) return null;
    return (
      <Button variant="subtle" size="compact-xs" onClick={() => change({ ...fact, within: '30d' })}>
        {t('ruleBuilder.addWithin')}
      </Button>
    );
  }
  return (
    <div className={style.line}>
      <Text size="xs" style={{ alignSelf: 'center' }}>
        {t('ruleBuilder.withinTime')}
      </Text>
      <DurationInput
        label={t('ruleBuilder.withinTime')}
        value={within}
        readOnly={readOnly}
        change={(next) => change({ ...fact, within: (next as string | undefined) ?? '' })}
        leave={leave}
      />
      {!readOnly && !required && (
        <ActionIcon
          size={28}
          aria-label={`${t('ruleBuilder.remove')}: ${t('ruleBuilder.withinTime')}`}
          onClick={() => change(rest as unknown as Fact)}
        >
          <IconX size={15} />
        </ActionIcon>
      )}
    </div>
  );
}

/** A filter over the properties of the events that count; a button where there is none. */
function Where({ fact, readOnly, change, leave }: DetailProps<Happening>) {
  const { t } = useTranslation();
  const { where, ...rest } = fact;
  if (where === undefined) {
    if (readOnly) return null;
    return (
      <Button variant="subtle" size="compact-xs" onClick={() => change({ ...fact, where: { all: [] } })}>
        {t('ruleBuilder.addWhere')}
      </Button>
    );
  }
  return (
    <RuleGroup
      label={t('ruleBuilder.whereTitle')}
      group={asGroup(where)}
      kinds={['property']}
      isFilter
      readOnly={readOnly}
      depth={1}
      change={(group) => change({ ...fact, where: asRule(group) })}
      leave={leave}
      remove={() => change(rest)}
    />
  );
}
