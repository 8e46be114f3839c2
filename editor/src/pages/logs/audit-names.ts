import type { AuditReply } from '@sojourn/api';
import { PRESETS } from '@sojourn/lifecycle';
import { useTranslation } from 'react-i18next';
import { FIELDS, TARGETS } from '../../words/audit.js';
import { useWords } from '../../words/language.js';
import { operationWords } from '../../words/operations.js';

/** Names actors, targets and fields of audit records in the reader's language. */
export function useAuditNames() {
  const { t } = useTranslation();
  const words = useWords();
  return {
    actorName: ({ kind, name }: AuditReply['actor']): string => {
      if (kind === 'system') return t('logs.system');
      return kind === 'key' ? t('logs.keyActor', { name }) : name;
    },
    targetName: ({ kind, id, name }: AuditReply['target']): string => {
      const what = TARGETS[kind] ? words(TARGETS[kind]) : kind;
      const preset = kind === 'lifecycle model' ? PRESETS.find((each) => each.id === id)?.name : undefined;
      const called = preset ? words(preset) : kind === 'operation' && name ? words(operationWords(name)) : name;
      return called ? `${what} · ${called}` : what;
    },
    /** A path like `quietHours.from`, part by part; places in lists count from 1. */
    fieldName: (path: readonly string[]): string =>
      path
        .map((part) => (FIELDS[part] ? words(FIELDS[part]) : /^\d+$/.test(part) ? String(Number(part) + 1) : part))
        .join(' › '),
  };
}
