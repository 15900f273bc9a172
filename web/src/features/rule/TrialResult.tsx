import { Button } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { fieldsOf } from '~/features/alert/model';
import { summaryOf } from '~/features/search/event';
import { aroundEvent } from '~/features/search/state';
import { useSeconds } from '~/features/search/words';
import { Chart } from '~/ui/Chart';
import { formatDate, formatInstant, formatNumber } from '~/ui/format';
import type { Trial, TrialFinding } from './api';
import { FieldTable } from './FieldTable';
import { daysOf } from './trial';

/** Findings that are drawn at first, and with each further click. */
const PAGE = 10;

/** What a trial found. */
export function TrialResult({
  trial,
  before,
  window,
  stale,
  pick,
}: {
  trial: Trial;
  before: Trial | undefined;
  window: { from: string; to: string };
  /** What is asked is another text by now. */
  stale: boolean;
  pick?: ((finding: TrialFinding) => ReactNode) | undefined;
}) {
  const { t } = useTranslation('rule');
  const seconds = useSeconds();
  const number = (value: number) => formatNumber(value);
  return (
    <div className="ru-result" data-stale={stale || undefined}>
      {stale && (
        <p className="cl-notice" role="status">
          {t('trial.stale')}
        </p>
      )}
      {trial.until && (
        <p className="cl-notice ru-until" role="status">
          {t('trial.until', { date: formatDate(trial.until) })}
        </p>
      )}
      <p role="status" className="ru-found">
        <strong>
          {trial.events === 0
            ? t('trial.no_events')
            : t('trial.found', {
                count: trial.findings,
                findings: number(trial.findings),
                alerts: number(trial.alerts),
              })}
        </strong>{' '}
        <span className="cl-quiet cl-figures">
          {t('trial.looked', {
            count: trial.events,
            events: number(trial.events),
            seconds: seconds(trial.took_ms),
          })}
        </span>
      </p>
      {before && <Compared before={before} after={trial} />}
      <Days trial={trial} window={window} />
      <Findings trial={trial} pick={pick} />
    </div>
  );
}

/** With and without the exception, side by side. */
function Compared({ before, after }: { before: Trial; after: Trial }) {
  const { t } = useTranslation('rule');
  const all = before.findings > 0 && after.findings === 0;
  const none = before.findings === after.findings;
  return (
    <>
      <table className="cl-plain ru-compared">
        <thead>
          <tr>
            <th scope="col">{t('trial.case')}</th>
            <th scope="col">{t('column.findings')}</th>
            <th scope="col">{t('column.alerts')}</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['without', before],
              ['with', after],
            ] as const
          ).map(([key, { findings, alerts }]) => (
            <tr key={key}>
              <th scope="row">{t(`trial.${key}`)}</th>
              <td className="cl-figures">{formatNumber(findings)}</td>
              <td className="cl-figures">{formatNumber(alerts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(all || none) && <p className="cl-notice">{t(none ? 'trial.changes_nothing' : 'trial.hides_all')}</p>}
    </>
  );
}

function Days({ trial, window }: { trial: Trial; window: { from: string; to: string } }) {
  const { t } = useTranslation('rule');
  const days = useMemo(() => daysOf(trial, window), [trial, window]);
  const drawn = useMemo(
    () => ({
      categories: days.map((d) => formatDate(d.day)),
      series: [{ name: t('column.findings'), values: days.map((d) => d.findings) }],
    }),
    [days, t],
  );
  // Of a day or two the numbers above say it all.
  if (days.length < 3 || trial.findings === 0) return null;
  const most = days.reduce((best, d) => (d.findings > best.findings ? d : best));
  return (
    <Chart
      kind="bar"
      compact
      height={150}
      title={t('trial.chart', {
        days: formatNumber(days.filter((d) => d.findings > 0).length),
        all: formatNumber(days.length),
        most: formatNumber(most.findings),
        day: formatDate(most.day),
      })}
      unit={t('trial.unit')}
      categoryName={t('trial.day')}
      {...drawn}
    />
  );
}

function Findings({
  trial,
  pick,
}: {
  trial: Trial;
  pick?: ((finding: TrialFinding) => ReactNode) | undefined;
}) {
  const { t } = useTranslation('rule');
  const [drawn, setDrawn] = useState(PAGE);
  if (trial.shown.length === 0) return null;
  return (
    <>
      {trial.shown.length < trial.findings && (
        <h3 className="ru-head">
          {t('trial.first', { shown: formatNumber(trial.shown.length), all: formatNumber(trial.findings) })}
        </h3>
      )}
      <ol className="ru-findings">
        {trial.shown.slice(0, drawn).map((finding, at) => (
          <li key={`${finding.seq}-${at}`}>
            <Finding finding={finding} pick={pick} />
          </li>
        ))}
      </ol>
      {trial.shown.length > drawn && (
        <Button onClick={() => setDrawn(drawn + PAGE)}>
          {t('trial.more', { number: formatNumber(trial.shown.length - drawn) })}
        </Button>
      )}
    </>
  );
}

function Finding({
  finding,
  pick,
}: {
  finding: TrialFinding;
  pick?: ((finding: TrialFinding) => ReactNode) | undefined;
}) {
  const { t } = useTranslation('rule');
  const session = useSession();
  const { first, rest } = fieldsOf(finding.event);
  const fields = [...first, ...rest];
  const around = can(session, 'search.read')
    ? aroundEvent({ host: finding.host ?? null, time: finding.at })
    : undefined;
  return (
    <>
      <div className="cl-inline">
        <strong className="cl-figures">{formatInstant(finding.at)}</strong>
        {finding.entity && <code className="ru-code">{finding.entity}</code>}
        {finding.host && finding.host !== finding.entity && <span>{finding.host}</span>}
        {finding.events > 1 && (
          <span className="cl-quiet">
            {t('trial.events', { count: finding.events, number: formatNumber(finding.events) })}
          </span>
        )}
      </div>
      <code className="ru-line">{summaryOf({ fields: finding.event })}</code>
      <div className="ru-finding-end">
        <details>
          <summary>{t('trial.fields_all', { count: fields.length })}</summary>
          <FieldTable label={t('trial.fields')} fields={fields} />
        </details>
        {(pick || around) && (
          <div className="cl-row-actions">
            {around && <Link to={around}>{t('trial.around')}</Link>}
            {pick?.(finding)}
          </div>
        )}
      </div>
    </>
  );
}
