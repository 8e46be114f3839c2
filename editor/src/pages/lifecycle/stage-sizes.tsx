import type { LifecycleReply } from '@sojourn/api';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { stageName } from '@sojourn/nodes';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Chart, type Look } from '../../ui/chart.js';
import { Listing } from '../../ui/listing.js';
import { useNumbers } from '../../ui/number.js';
import { Section } from '../../ui/section.js';
import { useWords } from '../../words/language.js';
import style from './lifecycle.module.css';
import { percent } from './matrix.js';

interface Size {
  id: string;
  name: string;
  n: number;
}

/** How many are in each stage now: as bars, and as numbers beside them. */
export function StageSizes({ lifecycle: { model, sizes } }: { lifecycle: LifecycleReply }) {
  const { t } = useTranslation();
  const words = useWords();
  const numbers = useNumbers();
  const navigate = useNavigate();
  const rows: Size[] = [...model.stages.map(({ id }) => id), UNCLASSIFIED].map((id) => ({
    id,
    name: words(stageName(id, model)),
    n: sizes[id] ?? 0,
  }));
  const total = rows.reduce((sum, { n }) => sum + n, 0);
  const choose = (index: number) => void navigate({ to: '/profiles', search: { stage: rows[index]!.id } });
  return (
    <Section
      title={t('lifecycle.sizes')}
      about={t('lifecycle.sizesAbout', { total: numbers(total), stages: rows.length })}
    >
      <div className={style.sizes}>
        <Chart
          label={t('lifecycle.sizesChart')}
          height={rows.length * 34 + 16}
          options={(look) => barsOf(rows, look)}
          choose={choose}
        />
        <Listing
          label={t('lifecycle.sizes')}
          items={rows}
          idOf={({ id }) => id}
          columns={[
            {
              id: 'stage',
              label: t('lifecycle.stage'),
              cell: ({ id, name }) => (
                <Link to="/profiles" search={{ stage: id }} className={style.link}>
                  {name}
                </Link>
              ),
            },
            { id: 'n', label: t('lifecycle.profiles'), align: 'right', cell: ({ n }) => numbers(n) },
            { id: 'share', label: t('lifecycle.share'), align: 'right', cell: ({ n }) => percent(n, total) },
          ]}
        />
      </div>
    </Section>
  );
}

const barsOf = (rows: Size[], look: Look) => ({
  textStyle: { fontFamily: look.font },
  grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
  tooltip: {
    trigger: 'item',
    backgroundColor: look.surface,
    borderColor: look.line,
    textStyle: { color: look.text, fontSize: 12 },
  },
  xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
  yAxis: {
    type: 'category',
    inverse: true,
    data: rows.map(({ name }) => name),
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: { color: look.text, fontSize: 12, width: 120, overflow: 'truncate' },
  },
  series: [
    {
      type: 'bar',
      data: rows.map(({ n }) => n),
      barMaxWidth: 18,
      itemStyle: { color: look.accent, borderRadius: [0, 4, 4, 0] },
      emphasis: { itemStyle: { opacity: 0.85 } },
      label: { show: true, position: 'right', color: look.muted, fontSize: 12 },
    },
  ],
});
