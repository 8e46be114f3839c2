import { Button, Input, Text } from '@mantine/core';
import type { Rule } from '@sojourn/rules';
import { IconFilterPlus } from '@tabler/icons-react';
import { ruleSchema } from '@sojourn/rules';
import { useTranslation } from 'react-i18next';
import { useRuleNames } from '../../api/rule-names.js';
import { useCanvasModel } from '../../canvas/canvas-context.js';
import { useLanguage } from '../../words/language.js';
import { ruleSentence } from '../../words/rule-sentence.js';
import type { FieldProps } from '../field-props.js';
import { RuleGroup } from './rule-group.js';
import { asGroup, asRule } from './rule-tree.js';
import style from './rule.module.css';

/** A condition, built from groups and typed comparisons, and told as a sentence below. */
export function RuleField({ field, label, description, error, required, readOnly, value, change, leave }: FieldProps) {
  const { t } = useTranslation();
  const rule = value as Rule | undefined;
  const group = asGroup(rule);
  const isFilter = field.widget === 'filter';
  if (!rule && !required) {
    return (
      <Input.Wrapper label={label} description={description} error={error} labelElement="div">
        <div>
          {!readOnly && (
            <Button
              variant="default"
              mt={4}
              leftSection={<IconFilterPlus size={14} aria-hidden />}
              onClick={() => change({ all: [] })}
              aria-label={`${label}: ${t('ruleBuilder.addFilter')}`}
            >
              {t('ruleBuilder.addFilter')}
            </Button>
          )}
        </div>
      </Input.Wrapper>
    );
  }
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} labelElement="div">
      <div className={style.builder} data-testid="rule-builder">
        <RuleGroup
          label={label}
          group={group}
          isFilter={isFilter}
          readOnly={readOnly}
          change={(next) => change(next.parts.length === 0 && required ? undefined : asRule(next))}
          leave={leave}
          remove={required ? undefined : () => change(undefined)}
        />
        <Sentence rule={rule} />
      </div>
    </Input.Wrapper>
  );
}

function Sentence({ rule }: { rule: Rule | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { model } = useCanvasModel().around;
  const names = useRuleNames();
  if (!rule || asGroup(rule).parts.length === 0 || !ruleSchema.safeParse(rule).success) return null;
  return (
    <Text size="xs" c="dimmed" data-testid="rule-sentence">
      {t('ruleBuilder.reads', { sentence: ruleSentence(rule, { language, model, names }) })}
    </Text>
  );
}
