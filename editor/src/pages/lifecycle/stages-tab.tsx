import { Button } from '@mantine/core';
import type { LifecycleReply } from '@sojourn/api';
import { IconSeedling } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAddress } from '../../ui/address.js';
import { Empty } from '../../ui/state.js';
import { ModelInWords } from './model-in-words.js';
import type { Move } from './move-panel.js';
import { StageSizes } from './stage-sizes.js';
import { Transitions } from './transitions.js';

/** Sizes, transitions and the model, one under the other. */
export function StagesTab({
  lifecycle,
  edit,
  openMove,
}: {
  lifecycle: LifecycleReply;
  edit: () => void;
  openMove: (move: Move) => void;
}) {
  const { t } = useTranslation();
  const [, change] = useAddress();
  const anybody = Object.values(lifecycle.sizes).some((size) => size > 0);
  return (
    <>
      {anybody ? (
        <>
          <StageSizes lifecycle={lifecycle} />
          <Transitions model={lifecycle.model} open={openMove} />
        </>
      ) : (
        <Empty icon={IconSeedling} title={t('lifecycle.nobody')} more={t('lifecycle.nobodyMore')}>
          <Button onClick={() => change({ tab: 'meanings' })}>{t('lifecycle.sendFirst')}</Button>
        </Empty>
      )}
      <ModelInWords model={lifecycle.model} version={lifecycle.version} edit={edit} />
    </>
  );
}
