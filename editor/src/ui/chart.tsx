import { useComputedColorScheme } from '@mantine/core';
import type { EChartsCoreOption } from 'echarts/core';
import { lazy, Suspense } from 'react';
import { Loading } from './state.js';

const Drawing = lazy(async () => ({ default: (await import('./chart-drawing.js')).Drawing }));

/** The colours a chart is drawn in, as the theme has them now. */
export interface Look {
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  font: string;
}

export interface ChartProps {
  /** What the chart shows, for those who do not see it. A table with the same numbers belongs beside it. */
  label: string;
  height: number;
  options: (look: Look) => EChartsCoreOption;
  /** Called with the index of the bar or cell that was clicked. */
  choose?: (index: number) => void;
}

/** A chart. The library that draws it is loaded with the first one. */
export function Chart(props: ChartProps) {
  const scheme = useComputedColorScheme();
  return (
    <Suspense
      fallback={
        <div style={{ height: props.height }}>
          <Loading />
        </div>
      }
    >
      <Drawing key={scheme} {...props} />
    </Suspense>
  );
}
