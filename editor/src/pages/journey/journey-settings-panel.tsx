import { NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { defaultReentry, type JourneySettings, type Reentry } from '@sojourn/journey';
import { durationInWords } from '@sojourn/nodes';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../api/session.js';
import { useCanvas, useCanvasModel, useJourney } from '../../canvas/canvas-context.js';
import { DurationField } from '../../inspector/duration-field.js';
import type { FormField } from '../../inspector/form-fields.js';
import { ZoneField } from '../../inspector/plain-fields.js';
import { Panel } from '../../ui/panel.js';
import { useLanguage, useWords } from '../../words/language.js';
import { Line } from './problems-menu.js';
import style from './problems-menu.module.css';

const RULES = ['once', 'after_exit', 'after', 'always'] as const;
const DEFAULT = 'default';
/** What takes the place of a declared field where a setting belongs to the journey itself. */
const FIELD: FormField = { name: 'zone', label: { en: '', zh: '' }, widget: 'zone', required: false, options: {} };

/** The rules of the whole journey, in plain words: its time zone, and who may enter it again. */
export function JourneySettingsPanel({ close }: { close: () => void }) {
  const { store, readOnly } = useCanvasModel();
  const { t } = useTranslation();
  const words = useWords();
  const workspace = useWorkspace();
  const journey = useJourney();
  const settings = journey.settings ?? {};
  const problems = useCanvas((state) => state.problems).filter(({ node }) => node === undefined);
  const { change, endGesture } = store.getState();
  const settle = (part: Partial<JourneySettings>) => {
    const next = Object.fromEntries(
      Object.entries({ ...settings, ...part }).filter(([, value]) => value !== undefined),
    );
    change({ do: 'settle', settings: next }, `settle ${Object.keys(part).join(' ')}`);
  };
  const zone = problems.find(({ field }) => field === 'settings.zone');
  return (
    <Panel label={t('journeyEditor.settings')} title={t('journeyEditor.settings')} close={close}>
      <Stack gap="lg">
        {problems.length > 0 && (
          <ul className={style.list}>
            {problems.map((problem) => (
              <Line key={`${problem.code} ${problem.field}`} problem={problem} />
            ))}
          </ul>
        )}
        <ZoneField
          field={FIELD}
          label={t('journeyEditor.zone')}
          description={t('journeyEditor.zoneHow', { zone: workspace.zone })}
          {...(zone ? { error: words(zone.message) } : {})}
          required={false}
          readOnly={readOnly}
          value={settings.zone}
          change={(next) => settle({ zone: next as string | undefined })}
          leave={endGesture}
        />
        <Again
          reentry={settings.reentry}
          settle={(reentry) => settle({ reentry })}
          leave={endGesture}
          readOnly={readOnly}
        />
      </Stack>
    </Panel>
  );
}

function Again({
  reentry,
  settle,
  leave,
  readOnly,
}: {
  reentry: Reentry | undefined;
  settle: (reentry: Reentry | undefined) => void;
  leave: () => void;
  readOnly: boolean;
}) {
  const { t } = useTranslation();
  const usual = useUsualReentry();
  const set = (part: Partial<Reentry>) => {
    const next = { ...reentry!, ...part };
    settle(
      Object.fromEntries(
        Object.entries(next).filter(([, value]) => value !== undefined && value !== ''),
      ) as unknown as Reentry,
    );
  };
  return (
    <>
      <Select
        label={t('journeyEditor.reentry')}
        description={reentry ? undefined : t('journeyEditor.reentryHow', { rule: usual })}
        data={[
          { value: DEFAULT, label: t('journeyEditor.reentryDefault') },
          ...RULES.map((rule) => ({ value: rule, label: t(`journeyEditor.${rule}`) })),
        ]}
        value={reentry?.rule ?? DEFAULT}
        onChange={(rule) => settle(rule === DEFAULT || !rule ? undefined : startingReentry(rule as Reentry['rule']))}
        allowDeselect={false}
        readOnly={readOnly}
        data-testid="reentry"
      />
      {reentry && (reentry.rule === 'after' || reentry.rule === 'after_exit') && (
        <DurationField
          field={FIELD}
          label={t('journeyEditor.period')}
          required={reentry.rule === 'after'}
          readOnly={readOnly}
          value={reentry.period}
          change={(period) => set({ period: period as string | undefined })}
          leave={leave}
        />
      )}
      {reentry?.rule === 'after' && (
        <Select
          label={t('journeyEditor.from')}
          data={[
            { value: 'entry', label: t('journeyEditor.fromEntry') },
            { value: 'exit', label: t('journeyEditor.fromExit') },
          ]}
          value={reentry.from ?? 'entry'}
          onChange={(from) => set({ from: from as Reentry['from'] })}
          allowDeselect={false}
          readOnly={readOnly}
        />
      )}
      {reentry?.rule === 'always' && (
        <NumberInput
          label={t('journeyEditor.atOnce')}
          value={reentry.atOnce ?? ''}
          onChange={(atOnce) => set({ atOnce: typeof atOnce === 'number' ? atOnce : undefined })}
          onBlur={leave}
          min={1}
          max={1000}
          allowDecimal={false}
          readOnly={readOnly}
        />
      )}
      {reentry && (
        <>
          <TextInput
            label={t('journeyEditor.key')}
            description={t('journeyEditor.keyHow')}
            value={reentry.key ?? ''}
            maxLength={200}
            onChange={(event) => set({ key: event.currentTarget.value })}
            onBlur={leave}
            readOnly={readOnly}
          />
          <NumberInput
            label={t('journeyEditor.lifetime')}
            value={reentry.lifetime ?? ''}
            onChange={(lifetime) => set({ lifetime: typeof lifetime === 'number' ? lifetime : undefined })}
            onBlur={leave}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            readOnly={readOnly}
          />
        </>
      )}
    </>
  );
}

/** What holds while nothing is chosen, by the journey's trigger, in words. */
function useUsualReentry(): string {
  const { reading } = useCanvasModel();
  const journey = useJourney();
  const { t } = useTranslation();
  const language = useLanguage();
  const node = journey.nodes.find((each) => reading(each).type?.trigger);
  const type = node && reading(node).type;
  const parsed = type?.settings.safeParse(node!.settings);
  const { rule, period } = defaultReentry(parsed?.success ? type?.trigger?.(parsed.data) : undefined);
  return rule === 'after_exit' && period
    ? t('journeyEditor.after_exit_period', { period: durationInWords(period)[language] })
    : t(`journeyEditor.${rule}`);
}

function startingReentry(rule: Reentry['rule']): Reentry {
  return rule === 'after' ? { rule, period: '30d', from: 'entry' } : { rule };
}
