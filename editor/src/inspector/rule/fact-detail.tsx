import { Autocomplete, Select, TextInput } from '@mantine/core';
import { isHappening, RUN_LABELS, RUN_MEASURES, SCORE_LABELS, type Fact, type RunMeasure } from '@sojourn/rules';
import { useTranslation } from 'react-i18next';
import { useJourneys } from '../../api/journeys.js';
import { useAttributes, useComputed, useSegments, useTemplates, useTopics } from '../../api/suggestions.js';
import { useLanguage } from '../../words/language.js';
import { useStages } from '../stages-field.js';
import { HappeningDetail, Within } from './happening-detail.js';
import style from './rule.module.css';

export interface DetailProps<F extends Fact = Fact> {
  fact: F;
  readOnly: boolean;
  change: (fact: Fact) => void;
  leave: () => void;
}

/** Which attribute, event, stage … exactly. */
export function FactDetail({ fact, ...rest }: DetailProps) {
  if (isHappening(fact)) return <HappeningDetail fact={fact} {...rest} />;
  if ('computed' in fact) return <ComputedDetail fact={fact} {...rest} />;
  if ('stage' in fact) return <Choice of="stage" fact={fact} {...rest} />;
  if ('was' in fact) return <WasDetail fact={fact} {...rest} />;
  if ('segment' in fact) return <SegmentDetail fact={fact} {...rest} />;
  if ('tag' in fact) return <Named of="tag" label="ruleBuilder.tagName" fact={fact} {...rest} />;
  if ('score' in fact) return <ScoreDetail fact={fact} {...rest} />;
  if ('journey' in fact) return <JourneyDetail fact={fact} {...rest} />;
  if ('sent' in fact) return <SentDetail fact={fact} {...rest} />;
  if ('seen' in fact) return <Choice of="seen" fact={fact} {...rest} />;
  if ('consent' in fact) return <ConsentDetail fact={fact} {...rest} />;
  if ('attribute' in fact) return <AttributeDetail fact={fact} {...rest} />;
  if ('entry' in fact) return <Named of="entry" label="ruleBuilder.propertyName" fact={fact} {...rest} />;
  return 'property' in fact ? <Named of="property" label="ruleBuilder.propertyName" fact={fact} {...rest} /> : null;
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

function Choice({ of, fact, readOnly, change }: DetailProps & { of: keyof typeof CHOICES }) {
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

function ConsentDetail({ fact, readOnly, change }: DetailProps<Extract<Fact, { consent: string }>>) {
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

function AttributeDetail({ fact, readOnly, change, leave }: DetailProps<Extract<Fact, { attribute: string }>>) {
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

/** A fact that is one name written by hand. */
function Named<Key extends 'tag' | 'entry' | 'property'>({
  of,
  label,
  fact,
  readOnly,
  change,
  leave,
}: DetailProps & { of: Key; label: 'ruleBuilder.tagName' | 'ruleBuilder.propertyName' }) {
  const { t } = useTranslation();
  return (
    <TextInput
      aria-label={t(label)}
      placeholder={t(label)}
      value={(fact as Record<string, string>)[of] ?? ''}
      onChange={(event) => change({ [of]: event.currentTarget.value } as unknown as Fact)}
      onBlur={leave}
      readOnly={readOnly}
    />
  );
}

/** One of several that have names. */
function Picked({
  label,
  data,
  value,
  readOnly,
  pick,
}: {
  label: string;
  data: { value: string; label: string }[];
  value: string;
  readOnly: boolean;
  pick: (value: string) => void;
}) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={data}
      value={value || null}
      onChange={(next) => next && pick(next)}
      allowDeselect={false}
      searchable
      readOnly={readOnly}
      style={{ flex: 1 }}
    />
  );
}

function ComputedDetail({ fact, readOnly, change }: DetailProps<Extract<Fact, { computed: string }>>) {
  const { t } = useTranslation();
  const data = useComputed().map(({ id, name }) => ({ value: id, label: name }));
  const pick = (computed: string) => change({ computed });
  return <Picked label={t('ruleBuilder.computedName')} value={fact.computed} {...{ data, readOnly, pick }} />;
}

function SegmentDetail({ fact, readOnly, change }: DetailProps<Extract<Fact, { segment: string }>>) {
  const { t } = useTranslation();
  const data = useSegments().map(({ id, name }) => ({ value: id, label: name }));
  const pick = (segment: string) => change({ segment });
  return <Picked label={t('ruleBuilder.segmentName')} value={fact.segment} {...{ data, readOnly, pick }} />;
}

function WasDetail({ fact, readOnly, change, leave }: DetailProps<Extract<Fact, { was: string }>>) {
  const { t } = useTranslation();
  const data = useStages(fact.was ? [fact.was] : [], fact.model);
  return (
    <>
      <Picked
        label={t('ruleBuilder.stageName')}
        data={data}
        value={fact.was}
        readOnly={readOnly}
        pick={(was) => change({ ...fact, was })}
      />
      <Within fact={fact} readOnly={readOnly} change={change} leave={leave} />
    </>
  );
}

function ScoreDetail({ fact, readOnly, change, leave }: DetailProps<Extract<Fact, { score: string }>>) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Autocomplete
      aria-label={t('ruleBuilder.scoreName')}
      placeholder={t('ruleBuilder.scoreName')}
      data={Object.keys(SCORE_LABELS)}
      description={SCORE_LABELS[fact.score]?.[language]}
      value={fact.score}
      onChange={(score) => change({ score })}
      onBlur={leave}
      readOnly={readOnly}
    />
  );
}

function JourneyDetail({ fact, readOnly, change }: DetailProps<Extract<Fact, { journey: string }>>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const journeys = useJourneys().data ?? [];
  return (
    <div className={style.line}>
      <Picked
        label={t('ruleBuilder.journeyName')}
        data={journeys.map(({ id, name }) => ({ value: id, label: name }))}
        value={fact.journey}
        readOnly={readOnly}
        pick={(journey) => change({ ...fact, journey })}
      />
      <Select
        aria-label={t('ruleBuilder.measure')}
        data={RUN_MEASURES.map((each) => ({ value: each, label: RUN_LABELS[each][language] }))}
        value={fact.measure}
        onChange={(next) => next && change({ ...fact, measure: next as RunMeasure })}
        allowDeselect={false}
        readOnly={readOnly}
        style={{ flex: '0 0 134px' }}
      />
    </div>
  );
}

function SentDetail({ fact, readOnly, change, leave }: DetailProps<Extract<Fact, { sent: string }>>) {
  const { t } = useTranslation();
  const templates = useTemplates().data ?? [];
  const { template: _, ...any } = fact;
  return (
    <>
      <div className={style.line}>
        <Select
          aria-label={t('ruleBuilder.measure')}
          data={[
            { value: 'count', label: t('ruleBuilder.messages') },
            { value: 'last', label: t('ruleBuilder.lastMessage') },
          ]}
          value={fact.sent}
          onChange={(next) => next && change({ ...fact, sent: next as 'count' | 'last' })}
          allowDeselect={false}
          readOnly={readOnly}
          style={{ flex: 1 }}
        />
        <Select
          aria-label={t('ruleBuilder.templateName')}
          placeholder={t('ruleBuilder.templateName')}
          data={templates.map(({ id, name }) => ({ value: id, label: name }))}
          value={fact.template ?? null}
          onChange={(template) => change(template ? { ...fact, template } : any)}
          clearable
          searchable
          readOnly={readOnly}
          style={{ flex: 1 }}
        />
      </div>
      <Within fact={fact} readOnly={readOnly} change={change} leave={leave} />
    </>
  );
}
