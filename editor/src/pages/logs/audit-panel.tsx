import type { AuditReply } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { CopyableId } from '../../ui/copyable-id.js';
import { useNumbers } from '../../ui/number.js';
import { Panel } from '../../ui/panel.js';
import { Time } from '../../ui/time.js';
import { actionWords } from '../../words/audit.js';
import { useWords } from '../../words/language.js';
import { useAuditNames } from './audit-names.js';
import { differences } from './differences.js';
import style from './logs.module.css';

/** How many differing fields are shown; a whole journey can differ in thousands. */
const SHOWN = 200;

/** One audit record: who did what, and every field that it changed, before and after. */
export function AuditPanel({ record, close }: { record: AuditReply; close: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const numbers = useNumbers();
  const { actorName, targetName, fieldName } = useAuditNames();
  const action = words(actionWords(record.action));
  const changes = differences(record.before, record.after);
  return (
    <Panel title={action} label={t('logs.change', { name: actorName(record.actor) })} width={460} close={close}>
      <dl className={style.facts}>
        <dt>{t('logs.at')}</dt>
        <dd>
          <Time at={record.at} precise />
        </dd>
        <dt>{t('logs.who')}</dt>
        <dd>{actorName(record.actor)}</dd>
        <dt>{t('logs.target')}</dt>
        <dd>
          {targetName(record.target)} {record.target.id && <CopyableId id={record.target.id} />}
        </dd>
        <dt>{t('logs.place')}</dt>
        <dd>{record.from ?? '–'}</dd>
      </dl>
      {changes.length === 0 ? (
        <p className={style.quiet}>{t('logs.noChange')}</p>
      ) : (
        <table className={style.changes} aria-label={action}>
          <thead>
            <tr>
              <th scope="col">{t('logs.field')}</th>
              <th scope="col">{t('logs.before')}</th>
              <th scope="col">{t('logs.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.slice(0, SHOWN).map(({ path, before, after }) => (
              <tr key={path.join('\n')}>
                <td>{fieldName(path)}</td>
                <td className={style.before}>{before === 'null' ? t('states.none') : before}</td>
                <td className={style.after}>{after === 'null' ? t('states.none') : after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {changes.length > SHOWN && (
        <p className={style.quiet}>{t('logs.moreChanges', { n: numbers(changes.length - SHOWN) })}</p>
      )}
    </Panel>
  );
}
