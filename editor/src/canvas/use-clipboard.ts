import { notifications } from '@mantine/notifications';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvasModel } from './canvas-context.js';
import { copySelected, paste, removeSelected } from './gestures.js';
import { elsewhere } from './use-canvas-keys.js';

/**
 * Copy, cut and paste of nodes as text. The browser's own clipboard events are used: they need no permission and work
 * over plain http too.
 */
export function useClipboard(): void {
  const model = useCanvasModel();
  const flow = useReactFlow();
  const { t } = useTranslation();
  useEffect(() => {
    function copy(event: ClipboardEvent): boolean {
      if (elsewhere(event.target) || !window.getSelection()?.isCollapsed) return false;
      const text = copySelected(model);
      if (!text || !event.clipboardData) return false;
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
      const count = model.store.getState().selectedNodes.size;
      notifications.show({ id: 'copied', message: t('canvas.copied', { count }), autoClose: 1500 });
      return true;
    }

    function cut(event: ClipboardEvent): void {
      if (!model.readOnly && copy(event)) removeSelected(model);
    }

    function insert(event: ClipboardEvent): void {
      if (model.readOnly || elsewhere(event.target)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text === '') return;
      event.preventDefault();
      const frame = document.querySelector('[data-canvas]')?.getBoundingClientRect();
      const middle = frame && flow.screenToFlowPosition({ x: frame.left + frame.width / 2 - 120, y: frame.top + 80 });
      const fault = paste(model, text, middle);
      if (fault) {
        const message = t(fault === 'too-many' ? 'canvas.pasteTooMany' : 'canvas.pasteNotNodes');
        notifications.show({ id: 'paste', color: 'red', message });
      }
    }

    document.addEventListener('copy', copy);
    document.addEventListener('cut', cut);
    document.addEventListener('paste', insert);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', cut);
      document.removeEventListener('paste', insert);
    };
  }, [model, flow, t]);
}
