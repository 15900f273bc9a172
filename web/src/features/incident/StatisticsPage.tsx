import '../dossier/dossier.css';
import './incident.css';
import { useQuery } from '@tanstack/react-query';
import { DatePicker, Segmented, Skeleton } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { Formats } from '~/features/dossier/Formats';
import { Chart } from '~/ui/Chart';
import { formatDate, formatNumber, localDay } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { LawLink } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { citationsQuery, type Statistics, type Statutory, statisticsAsk, statisticsQuery } from './api';
import { printStatistics } from './calls';
import { lawPath } from './model';
import {
  durationOf,
  keyOf,
  MOST_STATUTORY,
  type Period,
  PRESETS,
  periodOf,
  presetOf,
  statutoryName,
} from './statistics';
import { capital } from './words';

/** Incidents of a period in numbers, as the periodic report asks for them. */
export function Component() {
  const { t } = useTranslation('incident');
  const [params, setParams] = useSearchParams();
  const today = localDay(new Date());
  const period = useMemo(() => periodOf(params, today), [params, today]);
  const found = useQuery(statisticsQuery(period));
  const put = (next: Record<string, string | undefined>) =>
    setParams(
      (old) => {
        const params = new URLSearchParams(old);
        for (const [key, value] of Object.entries(next)) {
          if (value) params.set(key, value);
          else params.delete(key);
        }
        return params;
      },
      { replace: true },
    );
  return (
    <Page
      title={t('statistics.title')}
      wide
      meta={t('statistics.meta')}
      actions={
        <Formats
          name={t('statistics.title')}
          formats={['docx', 'xlsx', 'pdf']}
          get={(format) => printStatistics(statisticsAsk(period), format)}
        />
      }
    >
      <Bar period={period} of={found.data} today={today} put={put} />
      {(found.isPending || found.isPlaceholderData) && <Skeleton active />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && !found.isPlaceholderData && <All of={found.data} />}
    </Page>
  );
}

function Bar({
  period,
  of,
  today,
  put,
}: {
  period: Period;
  of: Statistics | undefined;
  today: string;
  put: (next: Record<string, string | undefined>) => void;
}) {
  const { t } = useTranslation('incident');
  // What was left to the law has the days that the answer names.
  const days =
    period.from && period.to ? { from: period.from, to: period.to } : of && { from: of.from, to: of.to };
  const offered = of?.periods.slice(0, MOST_STATUTORY) ?? [];
  const statutory = offered.find((one) => days && keyOf(one) === keyOf(days));
  return (
    <>
      <div className="in-bar">
        <span>{t('statistics.statutory')}</span>
        <Segmented
          className="cl-wrap-segments"
          aria-label={t('statistics.statutory')}
          value={statutory ? keyOf(statutory) : ''}
          options={offered.map((one) => {
            const { key, year } = statutoryName(one);
            return {
              value: keyOf(one),
              label: t(`statistics.statutory_name.${key}`, { year }),
              title: t('statistics.days', { from: formatDate(one.from), to: formatDate(one.to) }),
            };
          })}
          onChange={(key) => {
            const one = offered.find((o) => keyOf(o) === key);
            if (one) put({ from: one.from, to: one.to, ky: undefined });
          }}
        />
        {statutory && <Citation of={statutory} />}
      </div>
      <div className="in-bar">
        <span>{t('statistics.calendar')}</span>
        <Segmented
          className="cl-wrap-segments"
          aria-label={t('statistics.calendar')}
          value={(days && presetOf(days, today)) ?? ''}
          options={PRESETS.map((name) => ({ value: name as string, label: t(`statistics.preset.${name}`) }))}
          onChange={(name) => put({ ky: name, from: undefined, to: undefined })}
        />
        <DatePicker.RangePicker
          format="DD/MM/YYYY"
          allowClear={false}
          aria-label={t('statistics.period')}
          value={days ? [dayjs(days.from), dayjs(days.to)] : null}
          onChange={(range) => {
            const [from, to] = range ?? [];
            if (from && to)
              put({ from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD'), ky: undefined });
          }}
        />
        <div className="in-agency">
          <AgencySelect
            aria-label={t('column.agency')}
            placeholder={t('statistics.everywhere')}
            value={period.agency ?? null}
            onChange={(id) => put({ agency: id ?? undefined })}
          />
        </div>
      </div>
    </>
  );
}

/** The article by which a period begins and ends on its days, for whoever reads the periods of reports. */
function Citation({ of }: { of: Statutory }) {
  const session = useSession();
  const year = Number(statutoryName(of).year);
  const { data } = useQuery({ ...citationsQuery(year), enabled: can(session, 'report.read') });
  const citation = data?.find((one) => one.kind === of.kind && keyOf(one) === keyOf(of))?.citation;
  return citation ? <LawLink text={citation} /> : null;
}

function All({ of }: { of: Statistics }) {
  const { t } = useTranslation('incident');
  const { total } = of;
  const owed = of.in_time.met + of.in_time.late + of.in_time.open;
  return (
    <>
      <dl className="in-figures">
        {(
          [
            ['total', total],
            ['handled', of.handled],
            ['coordinated', of.coordinated],
            ['staff', of.staff],
            ['drills', of.drills],
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{t(`statistics.${name}`)}</dt>
            <dd className="cl-figures">{formatNumber(value)}</dd>
          </div>
        ))}
      </dl>
      {total === 0 && <EmptyState title={t('statistics.none')} text={t('statistics.none_text')} />}
      <div className="cl-cards cl-cards-two">
        {total > 0 && <Bars name="by_type" of={of.by_type} />}
        {total > 0 && <Bars name="by_level" of={of.by_level} />}
        {owed > 0 && <InTime of={of.in_time} />}
        {of.duties.length > 0 && <Duties of={of.duties} />}
        {of.times.some((one) => one.number > 0) && <Times of={of.times} />}
      </div>
    </>
  );
}

function Bars({ name, of }: { name: 'by_type' | 'by_level'; of: Statistics['by_type'] }) {
  const { t } = useTranslation('incident');
  const most = of.reduce((best, one) => (one.number > best.number ? one : best), { name: '', number: 0 });
  const drawn = useMemo(
    () => ({
      categories: of.map((one) => capital(one.name)),
      series: [{ name: t('statistics.incidents'), values: of.map((one) => one.number) }],
    }),
    [of, t],
  );
  return (
    <Card title={t(`statistics.${name}`)}>
      <Chart
        kind="bar"
        horizontal
        title={t('statistics.most', { name: capital(most.name), number: formatNumber(most.number) })}
        {...drawn}
        unit={t('statistics.unit')}
        categoryName={t(`statistics.${name}_of`)}
        height={Math.max(180, of.length * 34)}
      />
    </Card>
  );
}

function InTime({ of }: { of: Statistics['in_time'] }) {
  const { t } = useTranslation('incident');
  // What is over its term and not sent yet was not in time either.
  const due = of.met + of.late + of.overdue;
  const drawn = useMemo(
    () => ({
      categories: (['met', 'late', 'open'] as const).map((key) => t(`statistics.time.${key}`)),
      series: [{ name: t('statistics.duties'), values: [of.met, of.late, of.open] }],
    }),
    [of, t],
  );
  return (
    <Card title={t('statistics.in_time')}>
      <Chart
        kind="bar"
        horizontal
        title={
          due > 0
            ? t('statistics.in_time_title', { met: formatNumber(of.met), all: formatNumber(due) })
            : t('statistics.in_time_none')
        }
        {...drawn}
        unit={t('statistics.duty_unit')}
        categoryName={t('statistics.in_time')}
        height={180}
      />
    </Card>
  );
}

/** The same duty by duty, with its article. */
function Duties({ of }: { of: Statistics['duties'] }) {
  const { t } = useTranslation('incident');
  return (
    <Card title={t('statistics.by_duty')}>
      <div className="cl-scroll">
        <table className="cl-plain in-times">
          <thead>
            <tr>
              {['duty', 'met', 'late', 'open', 'overdue'].map((key) => (
                <th key={key} scope="col">
                  {t(`statistics.time.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.map((one) => (
              <tr key={one.duty}>
                <th scope="row">
                  {one.text} <DutyArticle duty={one} />
                </th>
                {(['met', 'late', 'open', 'overdue'] as const).map((key) => (
                  <td key={key} className="cl-figures">
                    {formatNumber(one[key])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function DutyArticle({ duty }: { duty: Statistics['duties'][number] }) {
  return (
    <Link className="cl-law" to={lawPath(duty.text)}>
      {duty.article}
    </Link>
  );
}

/** How long each stretch of the handling took: half of the cases, and nine of ten. */
function Times({ of }: { of: Statistics['times'] }) {
  const { t } = useTranslation('incident');
  return (
    <Card title={t('statistics.times')}>
      <div className="cl-scroll">
        <table className="cl-plain in-times">
          <thead>
            <tr>
              {['stretch', 'median', 'p90', 'cases'].map((key) => (
                <th key={key} scope="col">
                  {t(`statistics.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.map((one) => (
              <tr key={one.name}>
                <th scope="row">{t(`statistics.stretch_of.${one.name}`, { defaultValue: one.name })}</th>
                <td>
                  <Duration minutes={one.median_minutes} />
                </td>
                <td>
                  <Duration minutes={one.p90_minutes} />
                </td>
                <td className="cl-figures">{formatNumber(one.number)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Duration({ minutes }: { minutes: number }) {
  const { t } = useTranslation('incident');
  const { unit, ...rest } = durationOf(minutes);
  return <span className="cl-figures">{t(`lasting.${unit}`, rest)}</span>;
}
