import { Button, FocusTrap, UnstyledButton } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import type { Problem } from '@sojourn/journey';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvas } from '../../canvas/canvas-context.js';
import { useNodeTitle } from '../../canvas/node-words.js';
import { useLookAt } from '../../canvas/use-look-at.js';
import { useWords } from '../../words/language.js';
import style from './problems-menu.module.css';

/** How many problems there are; opened, the list of them. Choosing one leads to where it is. */
export function ProblemsMenu({ openNode, openJourney }: { openNode: () => void; openJourney: () => void }) {
  const { t } = useTranslation();
  const lookAt = useLookAt();
  const problems = useCanvas((state) => state.problems);
  const [open, setOpen] = useState(false);
  const outside = useClickOutside<HTMLDivElement>(() => setOpen(false));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const Picture = errors > 0 ? IconCircleX : problems.length > 0 ? IconAlertTriangle : IconCircleCheck;
  const label =
    errors > 0
      ? t('canvas.errors', { count: errors })
      : problems.length > 0
        ? t('canvas.warnings', { count: problems.length })
        : t('journeyEditor.noProblems');

  function go(problem: Problem): void {
    setOpen(false);
    if (problem.node) {
      openNode();
      lookAt(problem.node, { focus: false });
    } else openJourney();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape closes the list from anywhere inside
    <div
      ref={outside}
      className={style.place}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        h={32}
        px={8}
        className={style.button}
        data-kind={errors > 0 ? 'error' : problems.length > 0 ? 'warning' : 'none'}
        leftSection={<Picture size={16} aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="problems"
      >
        {label}
      </Button>
      {open && (
        <FocusTrap active={problems.length > 0}>
          <div className={style.dropdown}>
            {problems.length === 0 ? (
              <p className={style.none}>{t('journeyEditor.problemsNone')}</p>
            ) : (
              <ul className={style.list} aria-label={t('journeyEditor.problems')}>
                {problems.map((problem) => (
                  <Line
                    key={`${problem.code} ${problem.node} ${problem.field} ${problem.edge}`}
                    problem={problem}
                    go={() => go(problem)}
                  />
                ))}
              </ul>
            )}
          </div>
        </FocusTrap>
      )}
    </div>
  );
}

/** One problem: where, and what. */
export function Line({ problem, go }: { problem: Problem; go?: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const title = useNodeTitle();
  const node = useCanvas(({ history }) => history.present.nodes.find(({ id }) => id === problem.node));
  const error = problem.severity === 'error';
  const Picture = error ? IconCircleX : IconAlertTriangle;
  const text = (
    <>
      <Picture size={15} className={style.picture} data-kind={problem.severity} aria-hidden />
      <span>
        <b>{node ? title(node) : t('journeyEditor.wholeJourney')}</b>
        <br />
        {words(problem.message)}
      </span>
    </>
  );
  return (
    <li>
      {go ? (
        <UnstyledButton className={style.line} onClick={go} data-testid="problem">
          {text}
        </UnstyledButton>
      ) : (
        <div className={style.line}>{text}</div>
      )}
    </li>
  );
}
