import { useTranslation } from 'react-i18next';
import style from './values.module.css';

/** Names and values, one under the other. Deep values are written as JSON. */
export function Values({ label, values }: { label: string; values: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(values);
  return (
    <dl className={style.values} aria-label={label}>
      {entries.map(([name, value]) => (
        <div key={name} className={style.row}>
          <dt>{name}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (value === null || value === undefined) return <span className={style.quiet}>{t('states.none')}</span>;
  if (typeof value === 'boolean') return <>{t(value ? 'states.yes' : 'states.no')}</>;
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
    return <>{value.join(t('states.comma'))}</>;
  if (typeof value === 'object') return <code className={style.json}>{JSON.stringify(value, null, 1)}</code>;
  return <span className="numbers">{String(value)}</span>;
}
