import './target.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, versioned } from '~/api/client';
import { useSession } from '~/app/session';
import { Comments } from '~/features/comment/Comments';
import { Chart } from '~/ui/Chart';
import { formatBytes, formatDate, formatNumber, localDay } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, Nothing } from '~/ui/texts';
import { Timeline, type TimelineEntry } from '~/ui/views';
import { MeasureForm } from './MeasureForm';
import { countedFrom, goalText, type TargetView, type Value, withUnit, yearSeries } from './model';
import { ValueForm } from './ValueForm';
import { Light, ValueText } from './words';

export const targetQuery = (id: string) => ({
  queryKey: ['target', 'one', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    versioned(api.GET('/api/v1/targets/{id}', { params: { path: { id } }, signal })),
});

/** One target: how it is measured, the years, and every value ever given. */
export function Component() {
  const { t } = useTranslation('target');
  const { target: id = '' } = useParams();
  const found = useQuery(targetQuery(id));
  const view = found.data?.value;
  const year = Number(localDay(new Date()).slice(0, 4));
  const now = view?.years.find((y) => y.year === year) ?? view?.years.at(-1);
  return (
    <Page
      title={view ? t('page.title', { path: view.target.path }) : t('menu')}
      object={view?.target.path}
      meta={
        now && (
          <span className="ta-counts">
            {t('page.year', { year: now.year })} <Light light={now.light} />
          </span>
        )
      }
      wide
    >
      {found.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="target.read"
          list={{ to: '/chi-tieu', label: t('page.to_list') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {view && (
        <div className="ta-page">
          <div>
            <Card title={t('page.issued')}>
              <blockquote className="ta-issued">{view.target.text}</blockquote>
              <Link to={`/ke-hoach/${view.target.plan_id}`}>{t('page.plan')}</Link>
            </Card>
            {view.target.kind === 'numeric' && <Years view={view} />}
            <Values view={view} />
            <Comments kind="target" id={id} />
          </div>
          <div>
            {view.may_enter && view.target.state === 'active' && <EnterCard view={view} />}
            <Measure view={view} />
          </div>
        </div>
      )}
    </Page>
  );
}

function Years({ view }: { view: TargetView }) {
  const { t } = useTranslation('target');
  const { target, years } = view;
  const { categories, values, goals } = useMemo(() => yearSeries(years), [years]);
  const series = useMemo(
    () => [
      { name: t('chart.value'), values },
      { name: t('chart.goal'), values: goals, target: true },
    ],
    [t, values, goals],
  );
  if (categories.length === 0) return null;
  const at = values.findLastIndex((v) => v !== null);
  const value = at >= 0 ? values[at] : undefined;
  const goal = at >= 0 ? goals[at] : undefined;
  const title =
    value === undefined || value === null
      ? t('chart.no_value')
      : goal === undefined || goal === null
        ? t('chart.finding_no_goal', { year: categories[at], value: withUnit(value, target.unit) })
        : t('chart.finding', {
            year: categories[at],
            value: withUnit(value, target.unit),
            goal: goalText(target.comparator, goal, target.unit),
          });
  // Axes with nothing between them say less than the sentence.
  if (at < 0)
    return (
      <Card title={t('page.years')}>
        <p className="cl-quiet">{title}</p>
      </Card>
    );
  return (
    <Card title={t('page.years')}>
      <Chart
        kind="line"
        title={title}
        categories={categories}
        series={series}
        unit={target.unit || t('chart.number')}
        categoryName={t('year')}
      />
    </Card>
  );
}

/** Every value, newest first; none is ever changed. */
function Values({ view }: { view: TargetView }) {
  const { t } = useTranslation('target');
  const entries = [...view.values].reverse().map(
    (v): TimelineEntry => ({
      id: v.id,
      at: v.entered_at,
      title: (
        <span className="ta-counts">
          <span>{t('page.year', { year: v.year })}</span>
          <strong>
            <ValueText value={v} target={view.target} />
          </strong>
          {v.confirmed_at && <span className="cl-good-text">{t('confirmed.yes')}</span>}
        </span>
      ),
      body: <ValueBody value={v} view={view} />,
      tone: v.confirmed_at ? 'good' : v.source === 'computed' ? 'accent' : 'info',
    }),
  );
  return (
    <Card title={t('page.values')}>
      <Timeline entries={entries} empty={<p className="cl-quiet">{t('page.no_values')}</p>} />
    </Card>
  );
}

function ValueBody({ value: v, view }: { value: Value; view: TargetView }) {
  const { t } = useTranslation('target');
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const me = useSession().person.id;
  const confirm = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/targets/values/{id}/confirm', { params: { path: { id: v.id } } })),
    onSuccess: () => {
      void message.success(t('confirm.done'));
      return client.invalidateQueries({ queryKey: ['target'] });
    },
  });
  const counted = countedFrom(v);
  return (
    <>
      <div>{t('page.as_of', { date: formatDate(v.as_of, true) })}</div>
      {counted && <div>{t('page.counted', { numerator: counted[0], denominator: counted[1] })}</div>}
      {v.query && (
        <div>
          {t('computed_by', { query: v.query })}{' '}
          {v.records_path && <Link to={v.records_path}>{t('page.records')}</Link>}
        </div>
      )}
      {v.frozen_report_id && <Link to={`/bao-cao/${v.frozen_report_id}`}>{t('page.frozen')}</Link>}
      {v.note && <div>{v.note}</div>}
      <div className="cl-row-actions">
        {v.source !== 'computed' && !open && (
          <Button size="small" onClick={() => setOpen(true)}>
            {t('page.files')}
          </Button>
        )}
        {view.may_confirm && !v.confirmed_at && !v.frozen_report_id && v.entered_by !== me && (
          <Button size="small" loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t(view.target.kind === 'milestone' ? 'confirm.milestone' : 'confirm.value')}
          </Button>
        )}
      </div>
      {open && <Files id={v.id} />}
      {confirm.isError && <ProblemAlert problem={confirm.error} />}
    </>
  );
}

function Files({ id }: { id: string }) {
  const { t } = useTranslation('target');
  const files = useQuery({
    queryKey: ['target', 'files', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/targets/values/{id}/files', { params: { path: { id } }, signal })),
  });
  if (files.isPending) return <Skeleton active paragraph={{ rows: 1 }} title={false} />;
  if (files.isError) return <ProblemAlert problem={files.error} onRetry={() => void files.refetch()} />;
  if (files.data.length === 0) return <p className="cl-quiet">{t('page.no_files')}</p>;
  return (
    <div className="ta-files">
      {files.data.map((file) => (
        <div key={file.id}>
          <a href={`/api/v1/targets/values/${id}/files/${file.id}`} download={file.name}>
            {file.name}
          </a>{' '}
          <span className="cl-quiet">{formatBytes(file.size)}</span>
        </div>
      ))}
    </div>
  );
}

function EnterCard({ view }: { view: TargetView }) {
  const { t } = useTranslation('target');
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const { message } = App.useApp();
  const year = Number(localDay(new Date()).slice(0, 4));
  const id = view.target.id;
  const compute = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/targets/{id}/compute', { params: { path: { id } }, body: { year } })),
    onSuccess: (v) => {
      void message.success(
        v.value === null || v.value === undefined
          ? t('compute.nothing')
          : t('compute.done', { value: withUnit(v.value, view.target.unit) }),
      );
      return client.invalidateQueries({ queryKey: ['target'] });
    },
  });
  return (
    <Card title={t('enter.title')}>
      {view.target.indicator && (
        <>
          <p>
            {t('compute.text', {
              name: t(`indicator.${view.target.indicator}`, { defaultValue: view.target.indicator }),
            })}
          </p>
          {compute.isError && <ProblemAlert problem={compute.error} />}
          <Button type="primary" loading={compute.isPending} onClick={() => compute.mutate()}>
            {t('compute.run', { year })}
          </Button>{' '}
        </>
      )}
      {open ? (
        <ValueForm view={view} onDone={() => setOpen(false)} />
      ) : (
        <Button
          {...(view.target.indicator ? {} : { type: 'primary' as const })}
          onClick={() => setOpen(true)}
        >
          {t('enter.open')}
        </Button>
      )}
    </Card>
  );
}

function Measure({ view }: { view: TargetView }) {
  const { t } = useTranslation('target');
  const [editing, setEditing] = useState(false);
  const { target, goals } = view;
  const own = goals.filter((g) => !g.agency_id).sort((a, b) => a.year - b.year);
  const others = goals.length - own.length;
  return (
    <Card
      title={t('measure.title')}
      extra={
        view.may_confirm &&
        !editing && (
          <Button size="small" onClick={() => setEditing(true)}>
            {t('measure.edit')}
          </Button>
        )
      }
    >
      {editing ? (
        <MeasureForm view={view} onDone={() => setEditing(false)} />
      ) : (
        <dl className="cl-facts">
          <dt>{t('measure.kind')}</dt>
          <dd>{t(`kind.${target.kind}`)}</dd>
          {target.kind === 'numeric' && (
            <>
              <dt>{t('measure.unit')}</dt>
              <dd>{target.unit || <Nothing />}</dd>
              <dt>{t('measure.denominator')}</dt>
              <dd>{target.denominator || <Nothing />}</dd>
              <dt>{t('measure.exclusions')}</dt>
              <dd>{target.exclusions || <Nothing />}</dd>
              <dt>{t('measure.indicator')}</dt>
              <dd>
                {target.indicator
                  ? t(`indicator.${target.indicator}`, { defaultValue: target.indicator })
                  : t('measure.by_hand')}
              </dd>
            </>
          )}
          <dt>{t('measure.goals')}</dt>
          <dd>
            {own.length === 0 && others === 0 && <Nothing />}
            {own.map((g) => (
              <div key={g.year} className="cl-figures">
                {g.year}: {g.milestone || goalText(target.comparator, g.value, target.unit) || <Nothing />}
              </div>
            ))}
            {others > 0 && (
              <div className="cl-quiet">{t('measure.per_agency', { number: formatNumber(others) })}</div>
            )}
          </dd>
        </dl>
      )}
      {view.target.state !== 'active' && <p className="cl-notice">{t('measure.dropped')}</p>}
      {view.values.at(-1) && (
        <p className="cl-quiet">
          {t('measure.last')} <DateText value={view.values.at(-1)?.entered_at} />
        </p>
      )}
    </Card>
  );
}
