import type { ComponentType } from 'react';
import { CronField } from './cron-field.js';
import { DurationField } from './duration-field.js';
import type { FieldProps } from './field-props.js';
import type { Widget } from './form-fields.js';
import {
  AttributeField,
  ChoiceField,
  EventField,
  LongTextField,
  NumberField,
  TextField,
  TopicField,
  TruthField,
  UrlField,
  ValueField,
  ZoneField,
} from './plain-fields.js';
import { RuleField } from './rule/rule-field.js';
import { StagesField } from './stages-field.js';
import { TemplateField } from './template/template-field.js';

/** What each kind of setting is edited with. */
const WIDGETS: Readonly<Record<Widget, ComponentType<FieldProps>>> = {
  attribute: AttributeField,
  branches: ValueField,
  calendar: TextField,
  choice: ChoiceField,
  cron: CronField,
  'date-time': TextField,
  duration: DurationField,
  event: EventField,
  filter: RuleField,
  journey: TextField,
  'long-text': LongTextField,
  model: TextField,
  number: NumberField,
  properties: ValueField,
  rule: RuleField,
  segment: TextField,
  stages: StagesField,
  template: TemplateField,
  text: TextField,
  time: TextField,
  topic: TopicField,
  truth: TruthField,
  url: UrlField,
  value: ValueField,
  weekdays: ValueField,
  zone: ZoneField,
};

export function FieldInput(props: FieldProps) {
  const Widget = WIDGETS[props.field.widget];
  return (
    <div data-testid={`field-${props.field.name}`} data-widget={props.field.widget}>
      <Widget {...props} />
    </div>
  );
}
