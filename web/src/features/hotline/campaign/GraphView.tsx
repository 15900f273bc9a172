import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { shownValue } from '../desk/model';
import { reportPath } from '../pages';
import type { CampaignDetail } from './api';
import { graphOf, keyOf } from './graph';

/** Reports on the left, what they name on the right, a line where one names the other. The table beside has it all. */
export function GraphView({ detail }: { detail: CampaignDetail }) {
  const { t } = useTranslation('hotline_desk');
  const graph = useMemo(() => graphOf(detail), [detail]);
  const [at, setAt] = useState<string>();
  if (graph.lines.length === 0) return <p className="cl-quiet">{t('graph.nothing')}</p>;
  const touched = (key: string) =>
    at === undefined || at === key || graph.lines.some((line) => isOf(line, key) && isOf(line, at));
  const on = (key: string) => ({
    onPointerEnter: () => setAt(key),
    onPointerLeave: () => setAt(undefined),
    onFocus: () => setAt(key),
    onBlur: () => setAt(undefined),
    'data-dim': touched(key) ? undefined : true,
  });
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture of lists is no fieldset */}
      <div className="hd-graph" role="group" aria-label={t('graph.label')}>
        <ul style={{ height: graph.height }} aria-label={t('column.reports')}>
          {graph.reports.map((report) => (
            <li key={report.id}>
              <Link to={reportPath(report.id)} {...on(report.id)}>
                {report.number}
              </Link>
            </li>
          ))}
        </ul>
        <svg
          viewBox={`0 0 100 ${graph.height}`}
          height={graph.height}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {graph.lines.map((line) => (
            <path
              key={`${line.report} ${line.indicator}`}
              d={`M0 ${line.from}C50 ${line.from} 50 ${line.to} 100 ${line.to}`}
              data-joins={line.joins || undefined}
              data-on={at !== undefined && isOf(line, at) ? true : undefined}
              data-dim={at !== undefined && !isOf(line, at) ? true : undefined}
            />
          ))}
        </svg>
        <ul style={{ height: graph.height }} aria-label={t('graph.indicators')}>
          {graph.indicators.map((one) => {
            const key = keyOf(one);
            return (
              <li key={key}>
                <button
                  type="button"
                  data-joins={one.joins || undefined}
                  title={t(`kind.${one.kind}`, { defaultValue: one.kind })}
                  {...on(key)}
                >
                  {shownValue(one.kind, one.value)}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      <p className="cl-quiet">
        {t('graph.legend')}{' '}
        {graph.hidden.reports + graph.hidden.indicators > 0 &&
          t('graph.hidden', { reports: graph.hidden.reports, indicators: graph.hidden.indicators })}
      </p>
    </>
  );
}

function isOf(line: { report: string; indicator: string }, key: string): boolean {
  return line.report === key || line.indicator === key;
}
