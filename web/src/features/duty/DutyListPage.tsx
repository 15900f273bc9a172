import './duty.css';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef, type TableQuery } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { lazyPart } from '~/ui/lazyPart';
import { Page } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import { agencyFilter } from './agencies';
import { type Duty, type DutyAsk, listDuties } from './api';
import { askableStatuses, askOf, LATENESS, type Narrow, narrowOf, REVIEWS, ROLES, STATUSES } from './filters';
import { Due, Instance, Percent, ReviewTag, Standing } from './words';

const BoardView = lazyPart(() => import('./BoardView'), null);
const GanttView = lazyPart(() => import('./GanttView'), null);

/** In the URL as `?xem=`; a table where nothing is said. */
const VIEWS = { table: 'bang', board: 'cot', gantt: 'thoi-gian' } as const;
type View = keyof typeof VIEWS;

/** Where the browser fetches the same list as a file. */
function download(format: string, ask: DutyAsk): void {
  const params = new URLSearchParams({ format });
  for (const [key, value] of Object.entries(ask)) params.set(key, String(value));
  window.location.assign(`/api/v1/duties/export?${params}`);
}

export function Component() {
  const { t } = useTranslation('duty');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const asked = params.get('xem');
  const view = (Object.keys(VIEWS) as View[]).find((v) => VIEWS[v] === asked) ?? 'table';
  const narrow = useMemo(() => narrowOf(params), [params]);
  const filters = useDutyFilters();
  const columns = useDutyColumns();
  const chooser = (
    <Segmented<View>
      aria-label={t('view.label')}
      value={view}
      onChange={(next) =>
        setParams(
          (old) => {
            const changed = new URLSearchParams(old);
            if (next === 'table') changed.delete('xem');
            else changed.set('xem', VIEWS[next]);
            return changed;
          },
          { replace: true },
        )
      }
      options={(Object.keys(VIEWS) as View[]).map((value) => ({ value, label: t(`view.${value}`) }))}
    />
  );
  return (
    <Page
      title={t('menu.list')}
      wide
      actions={
        <>
          {can(session, 'duty.import') && <LinkButton to="/nhiem-vu/bieu-mau">{t('form.open')}</LinkButton>}
          {can(session, 'duty.create') && (
            <LinkButton type="primary" to="/nhiem-vu/giao-viec">
              {t('directive.command')}
            </LinkButton>
          )}
        </>
      }
    >
      <Narrowed narrow={narrow} />
      {view === 'table' ? (
        <DataTable<Duty>
          id="duty.list"
          label={t('menu.list')}
          columns={columns}
          rowKey={(d) => d.id}
          filters={filters as FilterDef<Duty>[]}
          searchPlaceholder={t('list.search')}
          defaultSort="due"
          source={{
            queryKey: ['duty', 'list', narrow],
            fetch: ({ cursor, limit, signal, ...query }) =>
              listDuties({ ...askOf(query), ...narrow, limit, ...(cursor ? { cursor } : {}) }, signal),
          }}
          rowTo={(d) => `/nhiem-vu/${d.id}`}
          rowState={(d) => (d.open && d.late_days ? 'late' : undefined)}
          onExport={(format: string, query: TableQuery) => download(format, { ...askOf(query), ...narrow })}
          extra={chooser}
          empty={{ title: t('list.empty'), text: t('list.empty_text') }}
        />
      ) : view === 'board' ? (
        <BoardView filters={filters} narrow={narrow} extra={chooser} />
      ) : (
        <GanttView filters={filters} narrow={narrow} extra={chooser} />
      )}
    </Page>
  );
}

/** A list that was opened from elsewhere for one piece of work says so, and can be widened again. */
function Narrowed({ narrow }: { narrow: Narrow }) {
  const { t } = useTranslation('duty');
  const [, setParams] = useSearchParams();
  const keys = Object.keys(narrow) as (keyof Narrow)[];
  if (keys.length === 0) return null;
  return (
    <div className="cl-notice" role="status">
      <span>{keys.map((key) => t(`list.only_${key}`)).join(' ')}</span>
      <Button
        size="small"
        onClick={() =>
          setParams(
            (old) => {
              const wide = new URLSearchParams(old);
              for (const key of keys) wide.delete(key);
              return wide;
            },
            { replace: true },
          )
        }
      >
        {t('list.widen')}
      </Button>
    </div>
  );
}

/** The filters of all views of the list. */
function useDutyFilters(): FilterDef<never>[] {
  const { t } = useTranslation('duty');
  const client = useQueryClient();
  const session = useSession();
  return useMemo(() => {
    const words = (group: string, values: readonly string[]) =>
      values.map((value) => ({ value, label: t(`${group}.${value}`) }));
    const plans = async (text: string, signal: AbortSignal) => {
      const query = text.trim() ? { q: text.trim(), limit: 30 } : { limit: 30 };
      const page = await data(api.GET('/api/v1/plans', { params: { query }, signal }));
      return page.items.map((plan) => ({
        value: plan.id,
        label: [plan.number, plan.title].filter(Boolean).join(' – '),
      }));
    };
    const labels = (values: string[], signal: AbortSignal) =>
      Promise.all(
        values.map(async (id) => {
          const found = await data(api.GET('/api/v1/plans/{id}', { params: { path: { id } }, signal }));
          return { value: id, label: found.title };
        }),
      );
    const all: FilterDef<never>[] = [
      { key: 'late', label: t('filter.late'), kind: 'select', options: words('late', LATENESS) },
      {
        key: 'status',
        label: t('filter.status'),
        kind: 'multi',
        options: words('status', STATUSES),
        normalise: askableStatuses,
      },
      { key: 'agency', label: t('filter.agency'), kind: 'multi', ...agencyFilter(client, session) },
    ];
    if (can(session, 'plan.read'))
      all.push({
        key: 'plan',
        label: t('filter.plan'),
        kind: 'select',
        loadOptions: plans,
        loadLabels: labels,
      });
    all.push(
      {
        key: 'review',
        label: t('filter.review'),
        kind: 'multi',
        more: true,
        options: words('review', REVIEWS),
      },
      {
        key: 'silent',
        label: t('filter.answered'),
        kind: 'select',
        more: true,
        options: [
          { value: 'true', label: t('filter.silent') },
          { value: 'false', label: t('filter.was_answered') },
        ],
      },
      { key: 'role', label: t('filter.role'), kind: 'multi', more: true, options: words('role', ROLES) },
      { key: 'due', label: t('filter.due'), kind: 'dates', more: true },
    );
    return all;
  }, [t, client, session]);
}

function useDutyColumns(): DataColumn<Duty>[] {
  const { t } = useTranslation('duty');
  return useMemo(
    () => [
      { key: 'path', title: t('column.path'), width: '84px', render: (d) => d.path, notOnPhone: true },
      {
        key: 'text',
        title: t('column.text'),
        primary: true,
        render: (d) => (
          <span className="du-clamp" title={d.text}>
            {d.text}
          </span>
        ),
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '200px',
        sortable: true,
        render: (d) => d.agency.name,
      },
      {
        key: 'role',
        title: t('column.role'),
        width: '110px',
        hidden: true,
        render: (d) => t(`role.${d.role}`),
      },
      {
        key: 'guide',
        title: t('column.guide'),
        width: '180px',
        hidden: true,
        render: (d) => d.guide?.name,
      },
      { key: 'due', title: t('column.due'), width: '150px', sortable: true, render: (d) => <Due duty={d} /> },
      {
        key: 'instance',
        title: t('column.instance'),
        width: '110px',
        hidden: true,
        render: (d) => <Instance value={d.instance} />,
      },
      {
        key: 'status',
        title: t('column.status'),
        width: '200px',
        render: (d) => <Standing duty={d} />,
      },
      {
        key: 'percent',
        title: t('column.percent'),
        width: '64px',
        align: 'right',
        hidden: true,
        render: (d) => <Percent value={d.percent} />,
      },
      {
        key: 'review',
        title: t('column.review'),
        width: '130px',
        hidden: true,
        render: (d) => <ReviewTag review={d.review} />,
      },
      {
        key: 'reported',
        title: t('column.reported'),
        width: '130px',
        sortable: true,
        render: (d) => <DateText value={d.reported_at} dayOnly />,
      },
      {
        key: 'freshness',
        title: t('column.freshness'),
        width: '120px',
        hidden: true,
        render: (d) => t(`freshness.${d.freshness}`),
      },
      { key: 'product', title: t('column.product'), width: '200px', hidden: true, render: (d) => d.product },
    ],
    [t],
  );
}
