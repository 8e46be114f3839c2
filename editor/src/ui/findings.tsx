import type { StageModel } from '@sojourn/lifecycle';
import type { Finding } from '@sojourn/rules';
import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../words/language.js';
import { comparisonSentence, foundInWords } from '../words/rule-sentence.js';
import style from './findings.module.css';

/** Whether something stored as a reason is a list of findings. */
export function areFindings(value: unknown): value is Finding[] {
  return (
    Array.isArray(value) &&
    value.every((each: unknown) => typeof each === 'object' && each !== null && 'fact' in each && 'is' in each)
  );
}

/** The comparisons of a decision, each with the value it met and whether it held. */
export function Findings({ findings, model }: { findings: readonly Finding[]; model?: StageModel }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className={style.findings}>
      {findings.map((finding, index) => (
        // Findings have no other name than their place in the rule.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className={style.finding} data-holds={finding.holds}>
          {finding.holds ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
          <span>
            <VisuallyHidden>{t(finding.holds ? 'states.holds' : 'states.fails')} </VisuallyHidden>
            {comparisonSentence(finding, { language, model })}
            <span className={style.found}>
              {t('states.found', { value: foundInWords(finding.fact, finding.found, { language, model }) })}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
