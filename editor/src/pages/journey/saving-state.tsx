import { IconAlertTriangle, IconCheck, IconCloudUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Saving } from './autosaver.js';
import style from './saving-state.module.css';

const WORDS = {
  saved: 'journeyEditor.saved',
  unsaved: 'journeyEditor.unsaved',
  saving: 'journeyEditor.saving',
  failing: 'journeyEditor.saveFailed',
  conflict: 'journeyEditor.unsaved',
} as const;

/** Whether the draft is stored. */
export function SavingState({ saving }: { saving: Saving }) {
  const { t } = useTranslation();
  const wrong = saving.at === 'failing' || saving.at === 'refused' || saving.at === 'conflict';
  const Picture = saving.at === 'saved' ? IconCheck : wrong ? IconAlertTriangle : IconCloudUpload;
  const text =
    saving.at === 'refused' ? t('journeyEditor.saveRefused', { why: saving.error.message }) : t(WORDS[saving.at]);
  return (
    <output
      className={style.state}
      data-wrong={wrong || undefined}
      data-at={saving.at}
      data-testid="saving"
      title={text}
    >
      <Picture size={15} aria-hidden />
      <span>{text}</span>
    </output>
  );
}
