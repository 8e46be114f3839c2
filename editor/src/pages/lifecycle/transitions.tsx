import { UnstyledButton } from '@mantine/core';
import { lifecycleApi } from '@sojourn/api';
import type { StageModel } from '@sojourn/lifecycle';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useAddress } from '../../ui/address.js';
import { useNumbers } from '../../ui/number.js';
import { Section } from '../../ui/section.js';
import { Asked } from '../../ui/state.js';
import { useWords } from '../../words/language.js';
import { nameOfStage } from '../../words/stage-names.js';
import { chosenPeriod } from './chosen-period.js';
import style from './lifecycle.module.css';
import { matrixOf, type Matrix } from './matrix.js';
import type { Move } from './move-panel.js';
import { PeriodChoice } from './period-choice.js';

/** Who moved from where to where in a period, as a table whose cells are the warmer the more moved. */
export function Transitions({ model, open }: { model: StageModel; open: (move: Move) => void }) {
  const { t } = useTranslation();
  const call = useCall();
  const { key } = useWorkspace();
  const [{ period, from: firstDay, to: lastDay }] = useAddress();
  const matrix = useQuery({
    queryKey: [key, 'matrix', period, firstDay, lastDay],
    queryFn: ({ signal }) => {
      const { from, to } = chosenPeriod({ period, from: firstDay, to: lastDay }, Date.now());
      return call(lifecycleApi.matrix, { query: { from, to }, signal });
    },
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
    select: ({ moves }) => matrixOf(moves, model),
  });
  return (
    <Section title={t('lifecycle.matrix')} about={t('lifecycle.matrixAbout')} actions={<PeriodChoice />}>
      <Asked query={matrix}>
        {(data) =>
          data.total === 0 ? (
            <p className={style.note}>{t('lifecycle.noMoves')}</p>
          ) : (
            <Heat matrix={data} model={model} open={open} />
          )
        }
      </Asked>
    </Section>
  );
}

function Heat({ matrix, model, open }: { matrix: Matrix; model: StageModel; open: (move: Move) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const numbers = useNumbers();
  const [chosen, choose] = useState<string>();
  const names = matrix.stages.map((id) => words(nameOfStage(id, model)));
  const cell = (row: number, column: number) => {
    const n = matrix.cells[row]![column]!;
    if (row === column && n === 0) return null;
    if (n === 0) return <span className={style.nothing}>0</span>;
    const id = `${matrix.stages[row]}>${matrix.stages[column]}`;
    const [from, to] = [names[row]!, names[column]!];
    return (
      <UnstyledButton
        className={style.cell}
        style={{ '--heat': Math.sqrt(n / matrix.most) } as CSSProperties}
        aria-label={t('lifecycle.moved', { from, to, n: numbers(n) })}
        aria-pressed={chosen === id}
        onClick={() => {
          choose(id);
          const { left, reached, total } = matrix;
          open({ from, to, toStage: matrix.stages[column]!, n, left: left[row]!, reached: reached[column]!, total });
        }}
      >
        {numbers(n)}
      </UnstyledButton>
    );
  };
  return (
    <div className={style.matrix}>
      <table className={style.heat} aria-label={t('lifecycle.matrixOf')}>
        <thead>
          <tr>
            <th className={style.corner}>{t('lifecycle.fromTo')}</th>
            {names.map((name, column) => (
              <th key={matrix.stages[column]} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">{t('lifecycle.left')}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name, row) => (
            <tr key={matrix.stages[row]}>
              <th scope="row">{name}</th>
              {names.map((_, column) => (
                <td key={matrix.stages[column]} className={row === column ? style.same : undefined}>
                  {cell(row, column)}
                </td>
              ))}
              <td className={style.sum}>{numbers(matrix.left[row]!)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('lifecycle.reached')}</th>
            {matrix.reached.map((n, column) => (
              <td key={matrix.stages[column]} className={style.sum}>
                {numbers(n)}
              </td>
            ))}
            <td className={style.sum}>{numbers(matrix.total)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
