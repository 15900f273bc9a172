import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '~/ui/Chart';
import { formatBytes, formatDate, formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import type { Traffic } from './api';
import { minutesOf, sumOf } from './model';

/** Events minute by minute, and what of them was not as it should be. */
export function Flow({ traffic, readAt }: { traffic: readonly Traffic[]; readAt: number }) {
  const { t } = useTranslation('source');
  // Drawn anew once a minute, not with every answer.
  const minute = Math.floor(Math.max(readAt, useMinute()) / 60_000);
  const drawn = useMemo(() => {
    const minutes = minutesOf(traffic, new Date(minute * 60_000));
    const top = minutes.reduce((best, m) => (m.events > best.events ? m : best));
    return {
      top,
      categories: minutes.map((m) => formatDate(m.at).slice(-5)),
      series: [{ name: t('flow.events'), values: minutes.map((m) => m.events) }],
    };
  }, [traffic, minute, t]);
  const sum = sumOf(traffic);
  return (
    <Card title={t('flow.card')}>
      <Chart
        kind="line"
        title={
          drawn.top.events > 0
            ? t('flow.title', {
                number: formatNumber(sum.events),
                most: formatNumber(drawn.top.events),
                at: formatDate(drawn.top.at).slice(-5),
              })
            : t('flow.nothing')
        }
        categories={drawn.categories}
        series={drawn.series}
        unit={t('flow.unit')}
        categoryName={t('flow.minute')}
        height={220}
      />
      <dl className="cl-facts">
        <dt>{t('flow.bytes')}</dt>
        <dd>{formatBytes(sum.bytes)}</dd>
        {(['problems', 'repeated', 'dropped'] as const).map((key) => (
          <div key={key} className="cl-pair">
            <dt>{t(`flow.${key}`)}</dt>
            <dd>
              <span className="cl-figures">{formatNumber(sum[key])}</span>
              <span className="cl-quiet"> – {t(`flow.${key}_why`)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** The time, anew each minute. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
