import { ActionIcon, Select } from '@mantine/core';
import {
  FACT_KINDS,
  factKindOf,
  operatorsFor,
  startingComparison,
  type Comparison,
  type FactKindId,
  type Operator,
} from '@sojourn/rules';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FactDetail } from './fact-detail.js';
import { useLanguage } from '../../words/language.js';
import { withFact, withOperator } from './changed-comparison.js';
import { Operand } from './operand.js';
import style from './rule.module.css';

interface Props {
  label: string;
  comparison: Comparison;
  /** The filter of an event: its properties can be looked at. */
  isFilter: boolean;
  kinds?: readonly FactKindId[];
  readOnly: boolean;
  change: (comparison: Comparison | undefined) => void;
  leave: () => void;
}

/** One comparison: what is looked at, how, with what. */
export function ComparisonRow({ label, comparison, isFilter, kinds: offered, readOnly, change, leave }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { fact, is } = comparison;
  const kind = factKindOf(fact);
  const kinds = FACT_KINDS.filter(
    ({ id }) => id === kind || (offered?.includes(id) ?? (isFilter || id !== 'property')),
  );
  return (
    <div className={style.comparison} role="group" aria-label={label} data-testid="comparison">
      <div className={style.line}>
        <Select
          aria-label={t('ruleBuilder.fact')}
          data={kinds.map(({ id, label: words }) => ({ value: id, label: words[language] }))}
          value={kind}
          onChange={(next) => next && next !== kind && change(startingComparison(next as FactKindId))}
          allowDeselect={false}
          readOnly={readOnly}
          style={{ flex: 1 }}
        />
        {!readOnly && (
          <ActionIcon size={28} aria-label={`${t('ruleBuilder.remove')}: ${label}`} onClick={() => change(undefined)}>
            <IconX size={15} />
          </ActionIcon>
        )}
      </div>
      <FactDetail fact={fact} readOnly={readOnly} change={(next) => change(withFact(comparison, next))} leave={leave} />
      <div className={style.line}>
        <Select
          aria-label={t('ruleBuilder.operator')}
          data={operatorsFor(fact).map((each) => ({ value: each, label: t(`ruleBuilder.${each}`) }))}
          value={is}
          onChange={(next) => next && change(withOperator(comparison, next as Operator))}
          allowDeselect={false}
          readOnly={readOnly}
          style={{ flex: '0 0 116px' }}
        />
        <div className={style.operand}>
          <Operand
            comparison={comparison}
            readOnly={readOnly}
            change={(value) => change({ fact, is, ...(value === undefined ? {} : { value }) })}
            leave={leave}
          />
        </div>
      </div>
    </div>
  );
}
