import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { ChartProps, Look } from './chart.js';

echarts.use([BarChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

/** Draws a chart, and again whenever its size or what it shows changes. Lives in a file of its own to load late. */
export function Drawing({ label, height, options, choose }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  useEffect(() => {
    const drawn = echarts.init(place.current, null, { renderer: 'svg' });
    chart.current = drawn;
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(place.current!);
    return () => {
      watch.disconnect();
      drawn.dispose();
    };
  }, []);
  // Drawing what is there already changes nothing, so it may happen as often as the page is drawn.
  useEffect(() => {
    const drawn = chart.current!;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const aria = { enabled: true, label: { description: label } };
    drawn.setOption({ animation: !calm, animationDuration: 150, aria, ...options(lookOf(place.current!)) });
    drawn.off('click');
    if (choose) drawn.on('click', ({ dataIndex }) => choose(dataIndex));
  }, [label, options, choose]);
  return <div ref={place} style={{ height }} data-testid="chart" />;
}

function lookOf(place: HTMLElement): Look {
  const style = getComputedStyle(place);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: value('--text'),
    muted: value('--muted'),
    line: value('--line'),
    surface: value('--surface'),
    accent: value('--accent'),
    font: style.fontFamily,
  };
}
