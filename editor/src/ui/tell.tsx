import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { failureWords } from './state.js';

/** Says in passing that something was done, or why it was not. */
export function useTell(): { done: (text: string) => void; failed: (error: unknown) => void } {
  const { t } = useTranslation();
  return {
    done: (message) => notifications.show({ message, color: 'teal', icon: <IconCheck size={16} />, autoClose: 4000 }),
    failed: (error) => {
      const { title, more } = failureWords(error, t);
      notifications.show({
        title,
        message: more,
        color: 'red',
        icon: <IconAlertTriangle size={16} />,
        autoClose: 8000,
      });
    },
  };
}
