import { ActionIcon, Button, Group, Menu, Modal, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core';
import { workspaceApi, type TemplateRefusal, type TemplateReply, type Variants } from '@sojourn/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/client.js';
import { useCall, useWorkspace } from '../../api/session.js';
import { templatesKey } from '../../api/suggestions.js';
import { Notice } from '../../ui/notice.js';
import { useFailureWords } from '../../ui/state.js';
import { useLanguage, useWords } from '../../words/language.js';
import { InsertVariable } from './insert-variable.js';
import style from './template-dialog.module.css';
import { TemplatePreview } from './template-preview.js';

/** The languages offered for a message; any other can be added through the API. */
const OFFERED = ['zh-CN', 'en', 'zh-TW', 'ja', 'ko', 'es', 'fr', 'de', 'pt', 'ru', 'id', 'th', 'vi', 'ar'];
const BLANK = { subject: '', body: '' };

/** Writing a message template: subject and text in every language it is sent in, with a preview. */
export function TemplateDialog({
  template,
  close,
  saved,
}: {
  template?: TemplateReply;
  close: () => void;
  saved: (id: string) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const own = language === 'zh' ? 'zh-CN' : 'en';
  const [name, setName] = useState(template?.name ?? '');
  const [variants, setVariants] = useState<Variants>(template?.variants ?? { [own]: BLANK });
  const [shown, show] = useState(Object.keys(variants)[0] ?? own);
  const [tried, setTried] = useState(false);
  const written = Object.fromEntries(
    Object.entries(variants).filter(([, { subject, body }]) => subject.trim() || body.trim()),
  );
  const whole =
    Object.values(written).length > 0 &&
    Object.values(written).every(({ subject, body }) => subject.trim() && body.trim());
  const save = useSave(template, saved);
  const names = new Intl.DisplayNames(language === 'zh' ? 'zh-CN' : 'en', { type: 'language' });
  const variant = variants[shown] ?? BLANK;
  const write = (part: Partial<typeof BLANK>) => setVariants({ ...variants, [shown]: { ...variant, ...part } });

  function submit(): void {
    setTried(true);
    if (name.trim() && whole) save.mutate({ name: name.trim(), variants: written });
  }

  function drop(gone: string): void {
    const { [gone]: _, ...rest } = variants;
    setVariants(rest);
    show(Object.keys(rest)[0] ?? own);
  }

  return (
    <Modal
      opened
      onClose={close}
      size={980}
      title={t(template ? 'templateEditor.editTitle' : 'templateEditor.newTitle')}
      closeButtonProps={{ 'aria-label': t('states.close') }}
    >
      <Stack gap="md" data-testid="template-dialog">
        <TextInput
          label={t('templateEditor.name')}
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && !name.trim() ? t('templateEditor.noName') : undefined}
          data-autofocus
          data-testid="template-name"
        />
        <Tabs value={shown} onChange={(next) => next && show(next)} keepMounted={false}>
          <div className={style.languages}>
            <Tabs.List aria-label={t('templateEditor.languages')}>
              {Object.keys(variants).map((code) => (
                <Tabs.Tab key={code} value={code}>
                  {names.of(code)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Menu position="bottom-start">
              <Menu.Target>
                <ActionIcon aria-label={t('templateEditor.addLanguage')} m={4}>
                  <IconPlus size={15} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {OFFERED.filter((code) => !(code in variants)).map((code) => (
                  <Menu.Item
                    key={code}
                    onClick={() => {
                      setVariants({ ...variants, [code]: BLANK });
                      show(code);
                    }}
                  >
                    {names.of(code)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </div>
          <Tabs.Panel value={shown} pt="md">
            <div className={style.sides}>
              <Stack gap="md">
                <Group align="flex-end" gap="sm" wrap="nowrap">
                  <TextInput
                    label={t('templateEditor.subject')}
                    value={variant.subject}
                    maxLength={998}
                    onChange={(event) => write({ subject: event.currentTarget.value })}
                    style={{ flex: 1 }}
                    data-testid="template-subject"
                  />
                  {Object.keys(variants).length > 1 && (
                    <ActionIcon
                      size={30}
                      aria-label={`${t('templateEditor.removeLanguage')}: ${names.of(shown)}`}
                      onClick={() => drop(shown)}
                    >
                      <IconTrash size={15} />
                    </ActionIcon>
                  )}
                </Group>
                <Textarea
                  label={t('templateEditor.body')}
                  description={t('templateEditor.bodyHow')}
                  value={variant.body}
                  onChange={(event) => write({ body: event.currentTarget.value })}
                  autosize
                  minRows={7}
                  maxRows={16}
                  lang={shown}
                  data-testid="template-body"
                />
                <InsertVariable insert={(text) => write({ body: variant.body + text })} />
              </Stack>
              <TemplatePreview variants={written} language={shown} />
            </div>
          </Tabs.Panel>
        </Tabs>
        {tried && !whole && <Notice tone="danger">{t('templateEditor.noText')}</Notice>}
        {save.error && <SaveError error={save.error} names={names} />}
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="dimmed">
            {template && t('templateEditor.usedNext')}
          </Text>
          <Group gap="sm">
            <Button variant="default" onClick={close}>
              {t('states.cancel')}
            </Button>
            <Button loading={save.isPending} onClick={submit} data-testid="save-template">
              {t('states.save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}

function useSave(template: TemplateReply | undefined, saved: (id: string) => void) {
  const call = useCall();
  const { key } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; variants: Variants }) =>
      template
        ? call(workspaceApi.saveTemplate, { params: { template: template.id }, body })
        : call(workspaceApi.addTemplate, { body: { ...body, channel: 'email' as const } }),
    onSuccess: (stored) => {
      cache.setQueryData<TemplateReply[]>(templatesKey(key), (before = []) => [
        ...before.filter(({ id }) => id !== stored.id),
        stored,
      ]);
      saved(stored.id);
    },
  });
}

function SaveError({ error, names }: { error: unknown; names: Intl.DisplayNames }) {
  const { title, more } = useFailureWords(error);
  const { t } = useTranslation();
  const words = useWords();
  const { templateProblems = [] } = (error instanceof Refused ? error.document : {}) as Partial<TemplateRefusal>;
  return (
    <Notice tone="danger" title={title}>
      {templateProblems.length === 0
        ? more && <div>{more}</div>
        : templateProblems.map(({ language, field, line, message }) => (
            <div key={`${language} ${field} ${line} ${message.en}`}>
              {names.of(language)} · {t(`templateEditor.${field}`)}
              {line !== undefined && ` · ${t('templateEditor.line', { line })}`}: {words(message)}
            </div>
          ))}
    </Notice>
  );
}
