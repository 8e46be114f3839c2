import type { ComponentType } from 'react';
import { BranchesField } from './branches-field.js';
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
import { PropertiesField } from './properties-field.js';
import { CalendarField, JourneyField, ModelField, SegmentField } from './reference-fields.js';
import { RuleField } from './rule/rule-field.js';
import { StagesField } from './stages-field.js';
import { TemplateField } from './template/template-field.js';
import { DateTimeField, TimeField, WeekdaysField } from './time-fields.js';

/** What each kind of setting is edited with. */
const WIDGETS: Readonly<Record<Widget, ComponentType<FieldProps>>> = {
  attribute: AttributeField,
  branches: (props) => <BranchesField {...props} Input={FieldInput} />,
  calendar: CalendarField,
  choice: ChoiceField,
  cron: CronField,
  'date-time': DateTimeField,
  duration: DurationField,
  event: EventField,
  filter: RuleField,
  journey: JourneyField,
  'long-text': LongTextField,
  model: ModelField,
  number: NumberField,
  properties: PropertiesField,
  rule: RuleField,
  segment: SegmentField,
  stages: StagesField,
  template: TemplateField,
  text: TextField,
  time: TimeField,
  topic: TopicField,
  truth: TruthField,
  url: UrlField,
  value: ValueField,
  weekdays: WeekdaysField,
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
