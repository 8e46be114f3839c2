import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { workspaceApi, type Variants } from '@sojourn/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCall, useWorkspace } from '../../api/session.js';
import { useFailureWords } from '../../ui/state.js';
import style from './template-preview.module.css';

const NO_SCRIPT = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;

/** The message as it will look. It is drawn in a frame without script, network or origin. */
export function TemplatePreview({ variants, language }: { variants: Variants; language: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const { key } = useWorkspace();
  const [settled] = useDebouncedValue(variants, 500);
  const ready = settled[language] !== undefined && settled[language].body.trim() !== '';
  const { data, error } = useQuery({
    queryKey: [key, 'template-preview', settled, language],
    enabled: ready,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => call(workspaceApi.previewTemplate, { body: { variants: settled, language }, signal }),
  });
  return (
    <section aria-label={t('templateEditor.preview')}>
      <Text size="xs" fw={600} mb={4}>
        {t('templateEditor.preview')}
      </Text>
      {!ready && (
        <Text size="xs" c="dimmed">
          {t('templateEditor.previewEmpty')}
        </Text>
      )}
      {ready && error && <Failure error={error} />}
      {ready && data && !error && (
        <div className={style.mail}>
          <div className={style.subject}>{data.subject}</div>
          <iframe
            className={style.frame}
            sandbox=""
            srcDoc={`${NO_SCRIPT}${data.html}`}
            title={t('templateEditor.preview')}
          />
        </div>
      )}
    </section>
  );
}

function Failure({ error }: { error: unknown }) {
  const { title, more } = useFailureWords(error);
  return (
    <Text size="xs" c="red">
      {title} {more}
    </Text>
  );
}
