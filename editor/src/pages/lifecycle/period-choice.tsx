import { SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../../ui/address.js';
import { chosenPeriod, LENGTHS } from './chosen-period.js';
import style from './lifecycle.module.css';

/** Chooses among the last days, or two dates of one's own. The choice stands in the address. */
export function PeriodChoice() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const own = search.period === 'own';
  const choose = (kind: string) => {
    if (kind !== 'own') return change({ period: kind === '30' ? undefined : kind, from: undefined, to: undefined });
    const { firstDay, lastDay } = chosenPeriod(search, Date.now());
    return change({ period: kind, from: firstDay, to: lastDay });
  };
  return (
    <div className={style.period}>
      {own && (
        <>
          <TextInput
            type="date"
            aria-label={t('lifecycle.fromDay')}
            value={search.from ?? ''}
            max={search.to}
            onChange={(event) => change({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label={t('lifecycle.toDay')}
            value={search.to ?? ''}
            min={search.from}
            onChange={(event) => change({ to: event.currentTarget.value })}
          />
        </>
      )}
      <SegmentedControl
        aria-label={t('lifecycle.period')}
        value={own ? 'own' : (search.period ?? '30')}
        onChange={choose}
        data={[
          ...LENGTHS.map((n) => ({ value: n, label: t('lifecycle.days', { n }) })),
          { value: 'own', label: t('lifecycle.own') },
        ]}
      />
    </div>
  );
}
