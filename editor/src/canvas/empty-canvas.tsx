import { Button } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useReactFlow } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../ui/state.js';
import { useCanvasModel } from './canvas-context.js';
import style from './empty-canvas.module.css';

/** What an empty canvas teaches: begin with a trigger. */
export function EmptyCanvas() {
  const { store } = useCanvasModel();
  const flow = useReactFlow();
  const { t } = useTranslation();
  return (
    <div className={style.over}>
      <Empty icon={IconRoute} title={t('canvas.empty')} more={t('canvas.emptyMore')}>
        <Button
          className={style.button}
          data-testid="choose-trigger"
          onClick={({ currentTarget }) => {
            const { left, bottom } = currentTarget.getBoundingClientRect();
            const at = { x: left, y: bottom + 4 };
            store.getState().pick({ at, place: flow.screenToFlowPosition(at) });
          }}
        >
          {t('canvas.chooseTrigger')}
        </Button>
      </Empty>
    </div>
  );
}
