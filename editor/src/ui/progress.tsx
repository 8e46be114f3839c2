import type { OperationReply } from '@sojourn/api';
import { Progress as Bar } from '@mantine/core';
import { useNumbers } from './number.js';
import style from './progress.module.css';

/** How far long work is: a bar and the numbers. Without a total only how much is done. */
export function Progress({
  label,
  operation,
}: {
  label: string;
  operation: Pick<OperationReply, 'done' | 'total'> & { state?: OperationReply['state'] };
}) {
  const numbers = useNumbers();
  const { done } = operation;
  // What was counted beforehand is an estimate; what is done is done.
  const total = operation.state === 'done' ? done : operation.total;
  const share = total ? Math.min(100, (done / total) * 100) : undefined;
  return (
    <div className={style.progress}>
      <Bar.Root size="sm">
        <Bar.Section
          value={share ?? 100}
          striped={share === undefined}
          animated={share === undefined}
          aria-label={label}
        />
      </Bar.Root>
      <span className={`${style.numbers} numbers`}>
        {total && operation.state !== 'done' ? `${numbers(done)} / ${numbers(total)}` : numbers(done)}
      </span>
    </div>
  );
}
