import { Kbd, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCanvasModel } from './canvas-context.js';

const KEYS = [
  ['keys.walk', '↑ ↓ ← →'],
  ['keys.settings', 'Enter'],
  ['keys.add', 'A'],
  ['keys.find', 'Ctrl K'],
  ['keys.remove', 'Delete'],
  ['keys.undo', 'Ctrl Z'],
  ['keys.redo', 'Ctrl ⇧ Z'],
  ['keys.copy', 'Ctrl C · X · V'],
  ['keys.duplicate', 'Ctrl D'],
  ['keys.all', 'Ctrl A'],
  ['keys.box', '⇧'],
  ['keys.more', 'Ctrl'],
  ['keys.nudge', '⇧ ↑ ↓ ← →'],
  ['keys.tidy', '⇧ T'],
  ['keys.zoom', '+ − 0'],
  ['keys.sheet', '?'],
] as const;

/** Every key of the canvas on one sheet. */
export function KeysSheet() {
  const { store } = useCanvasModel();
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={() => store.getState().open(undefined)}
      title={t('canvas.keys')}
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <Table>
        <Table.Tbody>
          {KEYS.map(([label, keys]) => (
            <Table.Tr key={label}>
              <Table.Td>{t(label)}</Table.Td>
              <Table.Td ta="right">
                <Kbd>{keys}</Kbd>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
