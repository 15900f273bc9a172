import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, useState } from 'react';
import { useTheme } from '~/app/theme';
import { palettes, seriesColours } from '~/app/tokens';
import type { ChartProps } from './Chart';
import { useDraggedRange } from './chartRange';
import { formatNumber } from './format';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** The drawing itself; hidden from screen readers, which have the table. */
export default function ChartCanvas({
  kind,
  categories,
  series,
  unit,
  categoryName,
  onPick,
  onRange,
  compact,
  horizontal,
}: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  const { name } = useTheme();
  const [width, setWidth] = useState(600);
  const dragged = useDraggedRange(chart, categories.length, onRange);

  useEffect(() => {
    if (!box.current) return;
    const drawn = init(box.current, undefined, { renderer: 'canvas' });
    chart.current = drawn;
    drawn.on('click', (event) => {
      if (typeof event.dataIndex !== 'number' || typeof event.seriesIndex !== 'number') return;
      pick.current?.({
        category: String(event.name),
        categoryIndex: event.dataIndex,
        series: String(event.seriesName),
        seriesIndex: event.seriesIndex,
      });
    });
    const resize = new ResizeObserver(([entry]) => {
      drawn.resize();
      if (entry) setWidth(Math.round(entry.contentRect.width / 40) * 40);
    });
    resize.observe(box.current);
    return () => {
      resize.disconnect();
      drawn.dispose();
    };
  }, []);

  useEffect(() => {
    const p = palettes[name];
    const font = { fontFamily: 'Be Vietnam Pro, system-ui, sans-serif', color: p['text-2'], fontSize: 12 };
    const line = { lineStyle: { color: p.line } };
    const category = {
      type: 'category' as const,
      data: categories,
      nameTextStyle: font,
      axisLabel: {
        ...font,
        // Each lying bar keeps its name; a long one takes a second line, for cut it would say nothing.
        hideOverlap: !horizontal,
        ...(horizontal
          ? { width: Math.min(240, width * 0.4), overflow: 'break' as const, lineHeight: 15 }
          : {}),
      },
      axisLine: { lineStyle: { color: p['line-strong'] } },
      axisTick: { show: false },
      ...(horizontal
        ? { inverse: true }
        : compact
          ? {}
          : { name: categoryName, nameLocation: 'end' as const }),
    };
    const value = {
      type: 'value' as const,
      ...(compact ? { minInterval: 1 } : { name: unit }),
      ...(horizontal ? { nameLocation: 'middle' as const, nameGap: 28 } : {}),
      splitNumber: compact ? 2 : width < 480 ? 3 : 5,
      nameTextStyle: font,
      axisLabel: { ...font, hideOverlap: true, formatter: (v: number) => formatNumber(v) },
      splitLine: line,
    };
    chart.current?.setOption(
      {
        animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
        textStyle: { fontFamily: font.fontFamily },
        color: [...seriesColours[name]],
        grid: {
          left: 8,
          right: compact ? 8 : horizontal ? 24 : 48,
          // Above lying bars there is no name of an axis.
          top: series.length > 1 ? 52 : horizontal || compact ? 8 : 32,
          bottom: horizontal ? 24 : compact ? 4 : 8,
          outerBoundsMode: 'same',
        },
        legend: { show: series.length > 1, top: 0, left: 0, textStyle: font, icon: 'roundRect' },
        tooltip: {
          trigger: 'axis',
          confine: true,
          renderMode: 'richText',
          backgroundColor: p.raised,
          borderColor: p['line-strong'],
          textStyle: { ...font, color: p.text },
          valueFormatter: (v: unknown) => (typeof v === 'number' ? `${formatNumber(v)} ${unit}` : '–'),
        },
        xAxis: horizontal ? value : category,
        yAxis: horizontal ? category : value,
        series: series.map((s) => ({
          name: s.name,
          data: s.values,
          type: kind === 'line' || s.target ? ('line' as const) : ('bar' as const),
          ...(kind === 'stacked' && !s.target ? { stack: 'all' } : {}),
          // A goal of one year alone is no line: its point has to be seen too.
          ...(s.target
            ? { lineStyle: { type: 'dashed' as const }, symbol: 'diamond', symbolSize: 9 }
            : { symbolSize: 8 }),
          barMaxWidth: 36,
          cursor: onPick ? 'pointer' : 'default',
        })),
      },
      { notMerge: true },
    );
  }, [kind, categories, series, unit, categoryName, horizontal, compact, name, onPick, width]);

  const canvas = <div ref={box} aria-hidden="true" style={{ width: '100%', height: '100%' }} />;
  if (!onRange) return canvas;
  return (
    <div className="cl-chart-range" onPointerDown={dragged.onPointerDown}>
      {canvas}
      {dragged.span && <div className="cl-chart-span" style={dragged.span} />}
    </div>
  );
}
