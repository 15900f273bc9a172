import './dashboard.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Select, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { goalText, withUnit } from '~/features/target/model';
import { Chart } from '~/ui/Chart';
import { formatDate, formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, Nothing, ValueMark } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import { EmptyState } from '~/ui/views';
import {
  bySeverity,
  countLights,
  type Dashboard,
  type DutyState,
  dashboardQuery,
  decisionsOf,
  dutiesPath,
  dutyStates,
  type Light,
  lights,
  targetsPath,
} from './figures';

const tones: Record<Light, Tone> = { met: 'good', behind: 'high', no_data: 'info' };

/** One page for leaders: are we on target, who is late, what comes, what waits for a decision. */
export function Component() {
  const { t } = useTranslation(['dashboard', 'common']);
  const [params, setParams] = useSearchParams();
  const plan = params.get('plan') ?? undefined;
  const phone = usePhone();
  const query = useQuery({ ...dashboardQuery(plan), placeholderData: keepPreviousData });
  const page = query.data;
  const choosePlan = page && page.plans.length > 1 && (
    <Select
      aria-label={t('plan')}
      className="cl-dash-plan"
      value={plan ?? ''}
      onChange={(value) => setParams(value ? { plan: value } : {}, { replace: true })}
      options={[
        { value: '', label: t('all_plans') },
        ...page.plans.map((p) => ({ value: p.id, label: p.title })),
      ]}
    />
  );
  return (
    <Page
      title={t('title')}
      wide
      meta={page && t('as_of', { date: formatDate(page.on, true) })}
      actions={
        !phone && (
          <>
            {choosePlan}
            <Button className="cl-dash-print" onClick={() => window.print()}>
              {t('print')}
            </Button>
          </>
        )
      }
    >
      {/* At the bottom of a phone it would lie on what one reads. */}
      {phone && choosePlan}
      {query.isError && <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton active paragraph={{ rows: 10 }} />}
      {page && page.duties.total === 0 && page.targets.length === 0 && (
        <EmptyState title={t('empty.title')} text={t('empty.text')} />
      )}
      {page && (page.duties.total > 0 || page.targets.length > 0) && (
        <div className="cl-dash">
          <div>
            <Targets page={page} plan={plan} />
            <LateAgencies page={page} plan={plan} />
          </div>
          <div>
            <Duties page={page} plan={plan} />
            <Decisions page={page} />
            <Coming page={page} />
          </div>
        </div>
      )}
    </Page>
  );
}

function Figure({
  value,
  label,
  to,
  tone,
}: {
  value: number;
  label: string;
  to?: string;
  tone?: Tone | undefined;
}) {
  const body = (
    <>
      <strong className="cl-figures">{formatNumber(value)}</strong>
      <span>{label}</span>
    </>
  );
  return to && value > 0 ? (
    <Link className="cl-dash-figure" data-tone={value > 0 ? tone : undefined} to={to}>
      {body}
    </Link>
  ) : (
    <div className="cl-dash-figure" data-tone={value > 0 ? tone : undefined}>
      {body}
    </div>
  );
}

function More({ all, set, count }: { all: boolean; set: (all: boolean) => void; count: number }) {
  const { t } = useTranslation('dashboard');
  return (
    <button
      type="button"
      className="cl-link cl-no-print cl-dash-more"
      aria-expanded={all}
      onClick={() => set(!all)}
    >
      {all ? t('less') : t('more', { count })}
    </button>
  );
}

function Targets({ page, plan }: { page: Dashboard; plan: string | undefined }) {
  const { t } = useTranslation('dashboard');
  const [all, setAll] = useState(false);
  const counts = countLights(page.targets);
  const sorted = bySeverity(page.targets);
  return (
    <Card title={t('targets.title')}>
      <div className="cl-dash-figures">
        {lights.map((light) => (
          <Figure
            key={light}
            value={counts[light]}
            label={t(`targets.${light}`)}
            tone={tones[light]}
            to={targetsPath(light, plan)}
          />
        ))}
      </div>
      {page.targets.length === 0 && <p className="cl-quiet">{t('targets.none')}</p>}
      <ul className="cl-dash-list">
        {sorted.map((target, at) => (
          <li key={target.id} className={all || at < 6 ? undefined : 'cl-print-only'}>
            <Link className="cl-dash-text" to={`/chi-tieu/${target.id}`} title={target.text}>
              <span className="cl-dash-path">{target.path}</span> {target.text}
            </Link>
            <span className="cl-dash-value cl-figures">
              <TargetValue target={target} />
              <StatusTag
                tone={tones[target.light as Light] ?? 'info'}
                label={t(`targets.${target.light as Light}`)}
              />
            </span>
          </li>
        ))}
      </ul>
      {sorted.length > 6 && <More all={all} set={setAll} count={sorted.length} />}
    </Card>
  );
}

/** "72% / ≥ 80%": what was reached beside the goal. */
function TargetValue({ target }: { target: Dashboard['targets'][number] }) {
  const goal = goalText(target.comparator, target.goal, target.unit);
  return (
    <span>
      {target.value === null || target.value === undefined ? (
        <Nothing />
      ) : (
        withUnit(target.value, target.unit)
      )}
      {target.source && <ValueMark source={target.source === 'computed' ? 'computed' : 'reported'} />}
      {goal && <span className="cl-quiet"> / {goal}</span>}
    </span>
  );
}

function Duties({ page, plan }: { page: Dashboard; plan: string | undefined }) {
  const { t } = useTranslation('dashboard');
  const navigate = useNavigate();
  const { duties } = page;
  const categories = useMemo(() => dutyStates.map((state) => t(`duties.${state}`)), [t]);
  const series = useMemo(
    () => [{ name: t('duties.series'), values: dutyStates.map((state) => duties[state]) }],
    [duties, t],
  );
  return (
    <Card
      title={t('duties.title')}
      extra={
        <Link className="cl-no-print" to={dutiesPath({ plan }, page.on)}>
          {t('duties.all', { count: duties.total })}
        </Link>
      }
    >
      <div className="cl-dash-figures">
        <Figure
          value={duties.done}
          label={t('duties.done')}
          tone="good"
          to={dutiesPath({ state: 'done', plan }, page.on)}
        />
        <Figure
          value={duties.late}
          label={t('duties.late')}
          tone="urgent"
          to={dutiesPath({ state: 'late', plan }, page.on)}
        />
        <Figure
          value={duties.no_answer}
          label={t('duties.no_answer')}
          to={dutiesPath({ state: 'no_answer', plan }, page.on)}
        />
      </div>
      <Chart
        title={t('duties.finding', {
          done: formatNumber(duties.done),
          total: formatNumber(duties.total),
          late: formatNumber(duties.late),
        })}
        kind="bar"
        horizontal
        height={240}
        categories={categories}
        series={series}
        unit={t('duties.unit')}
        categoryName={t('duties.state')}
        onPick={({ categoryIndex }) => {
          const state: DutyState | undefined = dutyStates[categoryIndex];
          if (state) void navigate(dutiesPath({ state, plan }, page.on));
        }}
      />
      <p className="cl-quiet">
        {t('duties.silent', { silent: formatNumber(page.silent), agencies: formatNumber(page.agencies) })}
      </p>
    </Card>
  );
}

function Decisions({ page }: { page: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const { decisions } = page;
  const waiting = decisionsOf(page);
  const total = waiting.reduce((sum, row) => sum + row.count, 0);
  return (
    <Card title={t('decisions.title', { count: total })}>
      {waiting.length === 0 && <p className="cl-quiet">{t('decisions.none')}</p>}
      <ul className="cl-dash-row">
        {waiting.map((row) => (
          <li key={row.key}>
            <Link to={row.to}>{t(`decisions.${row.key}`, { count: row.count })}</Link>
            {row.key === 'difficulties' && decisions.escalated > 0 && (
              <StatusTag tone="high" label={t('decisions.escalated', { count: decisions.escalated })} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function LateAgencies({ page, plan }: { page: Dashboard; plan: string | undefined }) {
  const { t } = useTranslation('dashboard');
  const [all, setAll] = useState(false);
  const rest = page.late_agencies_total - page.late_agencies.length;
  return (
    <Card title={t('late.title', { count: page.late_agencies_total })}>
      {page.late_agencies.length === 0 && <p className="cl-quiet">{t('late.none')}</p>}
      {page.late_agencies.length > 0 && (
        <table className="cl-dash-table">
          <thead>
            <tr>
              <th scope="col">{t('late.agency')}</th>
              <th scope="col" className="cl-right">
                {t('late.late')}
              </th>
              <th scope="col" className="cl-right">
                {t('late.total')}
              </th>
              <th scope="col" className="cl-right">
                {t('late.days')}
              </th>
            </tr>
          </thead>
          <tbody className="cl-figures">
            {page.late_agencies.map((line, at) => (
              <tr key={line.id} className={all || at < 10 ? undefined : 'cl-print-only'}>
                <th scope="row">
                  <Link to={dutiesPath({ agency: line.id, state: 'late', plan }, page.on)}>{line.name}</Link>
                </th>
                <td className="cl-right cl-dash-late">{formatNumber(line.counts.late)}</td>
                <td className="cl-right">{formatNumber(line.counts.total)}</td>
                <td className="cl-right">{formatNumber(line.late_days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {page.late_agencies.length > 10 && <More all={all} set={setAll} count={page.late_agencies.length} />}
      {rest > 0 && (
        <p className="cl-quiet">
          <Link to={dutiesPath({ state: 'late', plan }, page.on)}>{t('late.rest', { count: rest })}</Link>
        </p>
      )}
    </Card>
  );
}

function Coming({ page }: { page: Dashboard }) {
  const { t } = useTranslation('dashboard');
  const [all, setAll] = useState(false);
  return (
    <Card title={t('coming.title')}>
      {page.coming.length === 0 && <p className="cl-quiet">{t('coming.none')}</p>}
      <ul className="cl-dash-list">
        {page.coming.map((task, at) => (
          <li key={task.duty_id} className={all || at < 8 ? undefined : 'cl-print-only'}>
            <span className="cl-dash-text" title={task.text}>
              <Link to={task.agencies > 1 ? `/nhiem-vu?text=${task.text_id}` : `/nhiem-vu/${task.duty_id}`}>
                {task.text}
              </Link>
            </span>
            <span className="cl-dash-value cl-figures">
              <DateText value={task.due_on} dayOnly />
              <span className="cl-quiet">{t('coming.agencies', { count: task.agencies })}</span>
            </span>
          </li>
        ))}
      </ul>
      {page.coming.length > 8 && <More all={all} set={setAll} count={page.coming.length} />}
    </Card>
  );
}
