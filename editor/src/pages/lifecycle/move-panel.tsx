import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/link-button.js';
import { useNumbers } from '../../ui/number.js';
import { Panel } from '../../ui/panel.js';
import { Values } from '../../ui/values.js';
import style from './lifecycle.module.css';
import { percent } from './matrix.js';

/** One cell of the matrix, with the sums of its row, its column and the whole. Names are in words already. */
export interface Move {
  from: string;
  to: string;
  toStage: string;
  n: number;
  left: number;
  reached: number;
  total: number;
}

/** What one cell of the matrix means, and the way to the profiles. */
export function MovePanel({ move, close }: { move: Move; close: () => void }) {
  const { t } = useTranslation();
  const numbers = useNumbers();
  const { from, to, n } = move;
  const title = t('lifecycle.move', { from, to });
  return (
    <Panel title={title} label={title} close={close}>
      <p className={`${style.big} numbers`}>{numbers(n)}</p>
      <Values
        label={title}
        values={{
          [t('lifecycle.ofLeft', { stage: from })]: `${percent(n, move.left)} · ${numbers(n)} / ${numbers(move.left)}`,
          [t('lifecycle.ofReached', { stage: to })]:
            `${percent(n, move.reached)} · ${numbers(n)} / ${numbers(move.reached)}`,
          [t('lifecycle.ofAll')]: `${percent(n, move.total)} · ${numbers(n)} / ${numbers(move.total)}`,
        }}
      />
      <LinkButton to="/profiles" search={{ stage: move.toStage }} variant="default" mt="lg">
        {t('lifecycle.seeProfiles', { stage: to })}
      </LinkButton>
    </Panel>
  );
}
