import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '~/ui/Chart';
import { formatDate, formatInstant, formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { histogramQuery } from './api';
import { untilNow } from './event';
import { isoOf } from './range';
import type { Ask, HistogramInfo } from './types';

const HEIGHT = 112;
const DAY = 86_400;

/** How many events there are over time; a bar, or several by dragging, becomes the time that is searched. */
export function Histogram({
  ask,
  now,
  onRange,
}: {
  ask: Ask;
  /** When it was searched. */
  now: number;
  onRange: (range: { from: string; to: string }) => void;
}) {
  const found = useQuery(histogramQuery(ask));
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending)
    return <Skeleton.Node active className="se-histogram" style={{ width: '100%', height: HEIGHT + 29 }} />;
  if (found.data.total === 0) return null;
  return (
    <div className="se-histogram" data-stale={found.isPlaceholderData || undefined}>
      <Bars info={found.data} now={now} onRange={onRange} />
    </div>
  );
}

function Bars({
  info,
  now,
  onRange,
}: {
  info: HistogramInfo;
  now: number;
  onRange: (range: { from: string; to: string }) => void;
}) {
  const { t } = useTranslation('search');
  const drawn = useMemo(() => {
    const start = Date.parse(info.from);
    const width = info.width_seconds * 1000;
    const counts = untilNow(info.from, info.width_seconds, info.counts, now);
    const label = labelling(start, counts.length, info.width_seconds);
    const most = counts.reduce((best, count, at) => (count > (counts[best] ?? 0) ? at : best), 0);
    return {
      at: (index: number) => isoOf(start + index * width),
      categories: counts.map((_, at) => label(start + at * width)),
      series: [{ name: t('histogram.events'), values: counts }],
      most: { count: counts[most] ?? 0, label: label(start + most * width) },
    };
  }, [info, now, t]);
  const narrow = (from: number, to: number) => onRange({ from: drawn.at(from), to: drawn.at(to + 1) });
  return (
    <Chart
      kind="bar"
      title={t('histogram.title', {
        most: formatNumber(drawn.most.count),
        at: drawn.most.label,
      })}
      categories={drawn.categories}
      series={drawn.series}
      unit={t('histogram.unit')}
      categoryName={t('histogram.time')}
      height={HEIGHT}
      compact
      onPick={({ categoryIndex }) => narrow(categoryIndex, categoryIndex)}
      onRange={({ from, to }) => narrow(from, to)}
    />
  );
}

/** As much of the date as tells the bars apart. */
function labelling(start: number, number: number, seconds: number): (at: number) => string {
  if (seconds >= DAY) return (at) => formatDate(new Date(at), true);
  const oneDay =
    formatDate(new Date(start), true) === formatDate(new Date(start + (number - 1) * seconds * 1000), true);
  return (at) => {
    const text = seconds < 60 ? formatInstant(new Date(at).toISOString()) : formatDate(new Date(at));
    return oneDay ? text.slice(11) : `${text.slice(0, 5)} ${text.slice(11)}`;
  };
}
