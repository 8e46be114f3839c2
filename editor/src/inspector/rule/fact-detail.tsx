import { Autocomplete, Select, TextInput } from '@mantine/core';
import { MEANINGS } from '@sojourn/lifecycle';
import { isHappening, type Fact, type Happening } from '@sojourn/rules';
import { useTranslation } from 'react-i18next';
import { useAttributes, useEventNames, useTopics } from '../../api/suggestions.js';
import { useLanguage } from '../../words/language.js';
import style from './rule.module.css';

interface Props<F extends Fact = Fact> {
  fact: F;
  readOnly: boolean;
  change: (fact: Fact) => void;
  leave: () => void;
}

const MEASURES = ['count', 'last', 'first', 'sum'] as const;

/** Which attribute, event, stage … exactly. */
export function FactDetail({ fact, ...rest }: Props) {
  if (isHappening(fact)) return <HappeningDetail fact={fact} {...rest} />;
  if ('stage' in fact) return <Choice of="stage" fact={fact} {...rest} />;
  if ('seen' in fact) return <Choice of="seen" fact={fact} {...rest} />;
  if ('consent' in fact) return <ConsentDetail fact={fact} {...rest} />;
  if ('attribute' in fact) return <AttributeDetail fact={fact} {...rest} />;
  return 'property' in fact || 'entry' in fact ? <PropertyDetail fact={fact} {...rest} /> : null;
}

function HappeningDetail({ fact, readOnly, change, leave }: Props<Happening>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const events = useEventNames();
  return (
    <>
      <div className={style.line}>
        {'meaning' in fact ? (
          <Select
            aria-label={t('ruleBuilder.meaning')}
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
          data={MEASURES.map((each) => ({ value: each, label: t(`ruleBuilder.${each}`) }))}
          value={fact.measure}
          onChange={(measure) => measure && change(withMeasure(fact, measure as Happening['measure']))}
          allowDeselect={false}
          readOnly={readOnly}
          style={{ flex: '0 0 134px' }}
        />
      </div>
      {fact.measure === 'sum' && (
        <TextInput
          aria-label={t('ruleBuilder.propertyName')}
          placeholder={t('ruleBuilder.propertyName')}
          value={fact.property ?? ''}
          onChange={(event) => change({ ...fact, property: event.currentTarget.value })}
          onBlur={leave}
          readOnly={readOnly}
        />
      )}
    </>
  );
}

function withMeasure(fact: Happening, measure: Happening['measure']): Fact {
  const { property, ...rest } = fact;
  return measure === 'sum' ? { ...rest, measure, property: property ?? '' } : { ...rest, measure };
}

const CHOICES = {
  stage: [
    ['current', 'ruleBuilder.current'],
    ['previous', 'ruleBuilder.previous'],
    ['since', 'ruleBuilder.since'],
  ],
  seen: [
    ['first', 'ruleBuilder.seenFirst'],
    ['last', 'ruleBuilder.seenLast'],
  ],
} as const;

function Choice({ of, fact, readOnly, change }: Props & { of: keyof typeof CHOICES }) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('ruleBuilder.measure')}
      data={CHOICES[of].map(([value, label]) => ({ value, label: t(label) }))}
      value={(fact as Record<string, string>)[of] ?? null}
      onChange={(next) => next && change({ ...fact, [of]: next } as Fact)}
      allowDeselect={false}
      readOnly={readOnly}
    />
  );
}

function ConsentDetail({ fact, readOnly, change }: Props<Extract<Fact, { consent: string }>>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const topics = useTopics();
  return (
    <Select
      aria-label={t('ruleBuilder.topic')}
      placeholder={t('ruleBuilder.topic')}
      data={topics.map(({ id, name }) => ({ value: id, label: name[language] }))}
      value={fact.topic || null}
      onChange={(topic) => topic && change({ ...fact, topic })}
      allowDeselect={false}
      readOnly={readOnly}
    />
  );
}

function AttributeDetail({ fact, readOnly, change, leave }: Props<Extract<Fact, { attribute: string }>>) {
  const { t } = useTranslation();
  return (
    <Autocomplete
      aria-label={t('ruleBuilder.attributeName')}
      placeholder={t('ruleBuilder.attributeName')}
      data={[...useAttributes()]}
      limit={50}
      value={fact.attribute}
      onChange={(attribute) => change({ attribute })}
      onBlur={leave}
      readOnly={readOnly}
    />
  );
}

function PropertyDetail({
  fact,
  readOnly,
  change,
  leave,
}: Props<Extract<Fact, { entry: string } | { property: string }>>) {
  const { t } = useTranslation();
  return (
    <TextInput
      aria-label={t('ruleBuilder.propertyName')}
      placeholder={t('ruleBuilder.propertyName')}
      value={'entry' in fact ? fact.entry : fact.property}
      onChange={(event) => {
        const name = event.currentTarget.value;
        change('entry' in fact ? { entry: name } : { property: name });
      }}
      onBlur={leave}
      readOnly={readOnly}
    />
  );
}
