import './alert.css';
import './figures.css';
import { useQuery } from '@tanstack/react-query';
import { DatePicker, Segmented, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { Chart } from '~/ui/Chart';
import { formatNumber, localDay } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Figures, figuresQuery, type Top } from './api';
import { durationOf, listLink, MAX_DAYS, momentsOf, PERIODS, type Period, periodOf, severe } from './figures';
import { HeatMap } from './HeatMap';
import { SEVERITIES, VERDICTS } from './model';
import { Sections } from './Sections';
import { Severity } from './words';

/** Alerts of a period in numbers: how many, how bad, how fast they were handled, by which techniques. */
export function Component() {
  const { t } = useTranslation('alert');
  const [params] = useSearchParams();
  const today = localDay(new Date());
  const period = useMemo(() => periodOf(params, today), [params, today]);
  const { from, to } = momentsOf(period);
  const found = useQuery(figuresQuery(from, to));
  return (
    <Page title={t('figures.page')} meta={<Sections />} wide>
      <PeriodBar period={period} />
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <All figures={found.data} period={period} />}
    </Page>
  );
}

function PeriodBar({ period }: { period: Period }) {
  const { t } = useTranslation('alert');
  const [, setParams] = useSearchParams();
  const put = (next: Record<string, string>) => setParams(next, { replace: true });
  const today = localDay(new Date());
  return (
    <div className="fi-period">
      <Segmented
        aria-label={t('figures.period')}
        value={period.days ?? 0}
        options={[
          ...PERIODS.map((days) => ({ value: days, label: t('figures.days', { count: days }) })),
          ...(period.days ? [] : [{ value: 0, label: t('figures.chosen') }]),
        ]}
        onChange={(days) => days > 0 && put({ days: String(days) })}
      />
      <DatePicker.RangePicker
        format="DD/MM/YYYY"
        allowClear={false}
        aria-label={t('figures.chosen')}
        value={[dayjs(period.from), dayjs(period.to ?? today)]}
        disabledDate={(day, { from }) =>
          day.isAfter(dayjs(today), 'day') || (from ? Math.abs(day.diff(from, 'day')) >= MAX_DAYS : false)
        }
        onChange={(range) => {
          const [from, to] = range ?? [];
          if (from && to) put({ from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') });
        }}
      />
    </div>
  );
}

function All({ figures, period }: { figures: Figures; period: Period }) {
  const { t } = useTranslation('alert');
  return (
    <>
      {figures.cut && <p className="cl-notice">{t('figures.cut')}</p>}
      <Summary figures={figures} />
      {figures.alerts > 0 && (
        <>
          <div className="cl-cards cl-cards-two fi-block">
            <Severities figures={figures} period={period} />
            <Verdicts figures={figures} period={period} />
          </div>
          <div className="cl-cards cl-cards-two fi-block">
            <TopCard name="rules" of={figures.rules} link={(top) => listLink(period, { q: top.name })} />
            <TopCard
              name="entities"
              of={figures.entities}
              link={(top) => listLink(period, { q: top.name })}
            />
            <TopCard
              name="systems"
              of={figures.systems}
              link={(top) => listLink(period, { system: top.id ?? '' })}
            />
            <TopCard
              name="agencies"
              of={figures.agencies}
              link={(top) => listLink(period, { agency: top.id ?? '' })}
            />
          </div>
        </>
      )}
      <HeatMap techniques={figures.techniques} period={period} />
    </>
  );
}

function Summary({ figures }: { figures: Figures }) {
  const { t } = useTranslation('alert');
  const all: [string, string][] = [
    ['alerts', formatNumber(figures.alerts)],
    ['findings', formatNumber(figures.findings)],
    ['events', formatNumber(figures.events)],
  ];
  return (
    <dl className="fi-summary">
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`figures.${name}`)}</dt>
          <dd className="cl-figures">{value}</dd>
        </div>
      ))}
      {(['acknowledged_after', 'closed_after'] as const).map((name) => (
        <div key={name}>
          <dt>{t(`figures.${name}`)}</dt>
          <dd>
            <Duration seconds={figures[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The two largest units: nobody reads seconds of a day. */
function Duration({ seconds }: { seconds: number | null | undefined }) {
  const { t } = useTranslation('alert');
  if (seconds === null || seconds === undefined)
    return <span className="cl-quiet fi-none">{t('figures.none_yet')}</span>;
  const { days, hours, minutes, seconds: rest } = durationOf(seconds);
  const unit = days > 0 ? 'days' : hours > 0 ? 'hours' : minutes > 0 ? 'minutes' : 'seconds';
  return <>{t(`figures.lasting.${unit}`, { days, hours, minutes, seconds: rest })}</>;
}

function Severities({ figures, period }: { figures: Figures; period: Period }) {
  const { t } = useTranslation('alert');
  const navigate = useNavigate();
  const drawn = useMemo(() => {
    const number = (name: string) => figures.severities.find((s) => s.name === name)?.number ?? 0;
    return {
      categories: SEVERITIES.map((name) => t(`severity.${name}`)),
      series: [{ name: t('figures.alerts'), values: SEVERITIES.map(number) }],
    };
  }, [figures.severities, t]);
  return (
    <Card title={t('figures.severities')}>
      <Chart
        kind="bar"
        horizontal
        title={t('figures.severities_title', {
          number: formatNumber(severe(figures.severities)),
          all: formatNumber(figures.alerts),
        })}
        {...drawn}
        unit={t('figures.unit')}
        categoryName={t('column.severity')}
        height={220}
        onPick={({ categoryIndex }) =>
          void navigate(listLink(period, { severity: SEVERITIES[categoryIndex] ?? '' }))
        }
      />
    </Card>
  );
}

function Verdicts({ figures, period }: { figures: Figures; period: Period }) {
  const { t } = useTranslation('alert');
  const navigate = useNavigate();
  const closed = figures.verdicts.reduce((sum, v) => sum + v.number, 0);
  const wrong = figures.verdicts.find((v) => v.name === 'false')?.number ?? 0;
  const drawn = useMemo(() => {
    const number = (name: string) => figures.verdicts.find((v) => v.name === name)?.number ?? 0;
    return {
      categories: [...VERDICTS.map((name) => t(`verdict.${name}.name`)), t('figures.not_judged')],
      series: [
        {
          name: t('figures.alerts'),
          values: [...VERDICTS.map(number), figures.alerts - closed],
        },
      ],
    };
  }, [figures, closed, t]);
  return (
    <Card title={t('figures.verdicts')}>
      <Chart
        kind="bar"
        horizontal
        title={
          closed > 0
            ? t('figures.verdicts_title', { number: formatNumber(wrong), all: formatNumber(closed) })
            : t('figures.verdicts_none')
        }
        {...drawn}
        unit={t('figures.unit')}
        categoryName={t('filter.verdict')}
        height={220}
        onPick={({ categoryIndex }) => {
          const verdict = VERDICTS[categoryIndex];
          void navigate(
            verdict
              ? listLink(period, { verdict, state: 'closed' })
              : `/canh-bao?at_from=${period.from}${period.to ? `&at_to=${period.to}` : ''}`,
          );
        }}
      />
    </Card>
  );
}

/** The most frequent, each leading to its alerts. */
function TopCard({
  name,
  of,
  link,
}: {
  name: 'rules' | 'entities' | 'systems' | 'agencies';
  of: readonly Top[];
  link: (top: Top) => string;
}) {
  const { t } = useTranslation('alert');
  return (
    <Card title={t(`figures.top.${name}`)}>
      {of.length === 0 ? (
        <p className="cl-quiet">{t('figures.top_none')}</p>
      ) : (
        <ol className="cl-lines fi-top">
          {of.map((top) => (
            <li key={`${top.kind} ${top.id ?? top.name}`}>
              <Link to={link(top)} className="cl-break">
                {top.kind && (
                  <span className="cl-quiet">{t(`entity.${top.kind}`, { defaultValue: top.kind })} </span>
                )}
                {top.name || t('figures.nameless')}
              </Link>
              <span className="fi-number cl-figures">
                {t('figures.of_alerts', { count: top.alerts, number: formatNumber(top.alerts) })}
                <Severity value={top.severity} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
