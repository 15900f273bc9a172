import './duty.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { ownAgencies } from '~/features/agency/choices';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Tabs } from '~/ui/Tabs';
import { DateText, Nothing } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { agencyFilter } from './agencies';
import { type Duty, extensionsQuery, listDuties, reread } from './api';
import { RemindButton } from './DutyPage';
import { DecideExtension } from './ExtensionCard';
import { askOf, seenStatus } from './filters';
import { Due, DutyStatus, Percent } from './words';

/** The tab in the URL as `?muc=`. */
const TABS = { review: 'bao-cao', extensions: 'gia-han', overdue: 'qua-han' } as const;
type Tab = keyof typeof TABS;

/** What waits for the coordinator: reports to accept, later dates to decide, agencies to chase. */
export function Component() {
  const { t } = useTranslation('duty');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const tab = (Object.keys(TABS) as Tab[]).find((k) => TABS[k] === params.get('muc')) ?? 'review';
  const extensions = useQuery({ ...extensionsQuery, enabled: can(session, 'duty.decide_extension') });
  const items = [
    { key: 'review', label: t('queue.review'), children: <Review /> },
    ...(can(session, 'duty.decide_extension')
      ? [
          {
            key: 'extensions',
            label: extensions.data?.length
              ? t('queue.extensions_n', { number: formatNumber(extensions.data.length) })
              : t('queue.extensions'),
            children: <Extensions />,
          },
        ]
      : []),
    { key: 'overdue', label: t('queue.overdue'), children: <Overdue /> },
  ];
  return (
    <Page title={t('menu.queue')} wide>
      <Tabs
        activeKey={tab}
        destroyOnHidden
        items={items}
        // Filters belong to the list of one tab.
        onChange={(key) => setParams({ muc: TABS[key as Tab] }, { replace: true })}
      />
    </Page>
  );
}

function useQueueFilters(): FilterDef<Duty>[] {
  const { t } = useTranslation('duty');
  const client = useQueryClient();
  const session = useSession();
  return useMemo(
    () => [
      { key: 'agency', label: t('filter.agency'), kind: 'multi', ...agencyFilter(client, session) },
      { key: 'due', label: t('filter.due'), kind: 'dates' },
      { key: 'guide', label: t('filter.guide'), kind: 'select', options: ownAgencies(session) },
    ],
    [t, client, session],
  );
}

function Review() {
  const { t } = useTranslation('duty');
  const filters = useQueueFilters();
  const columns = useMemo<DataColumn<Duty>[]>(
    () => [
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
        width: '240px',
        sortable: true,
        render: (d) => d.agency.name,
      },
      {
        key: 'status',
        title: t('queue.said'),
        width: '160px',
        render: (d) => <DutyStatus status={d.status} />,
      },
      {
        key: 'percent',
        title: t('column.percent'),
        width: '64px',
        align: 'right',
        render: (d) => <Percent value={d.percent} />,
      },
      { key: 'due', title: t('column.due'), width: '150px', sortable: true, render: (d) => <Due duty={d} /> },
      {
        key: 'reported',
        title: t('column.reported'),
        width: '150px',
        sortable: true,
        render: (d) => <DateText value={d.reported_at} />,
      },
    ],
    [t],
  );
  return (
    <DataTable<Duty>
      id="duty.review"
      label={t('queue.review')}
      columns={columns}
      rowKey={(d) => d.id}
      filters={filters}
      searchPlaceholder={t('list.search')}
      defaultSort="reported"
      source={{
        queryKey: ['duty', 'review'],
        fetch: ({ cursor, limit, signal, ...query }) =>
          listDuties({ ...askOf(query), review: 'submitted', limit, ...(cursor ? { cursor } : {}) }, signal),
      }}
      rowTo={(d) => `/nhiem-vu/${d.id}`}
      bulkActions={(rows, clear) => <AcceptMany rows={rows} clear={clear} />}
      empty={{ title: t('queue.nothing'), text: t('queue.nothing_text') }}
    />
  );
}

/** The server takes at most this many at once. */
const MOST_ACCEPTED = 500;

function AcceptMany({ rows, clear }: { rows: Duty[]; clear: () => void }) {
  const { t } = useTranslation('duty');
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const accept = useMutation({
    mutationFn: async () => {
      let accepted = 0;
      for (let at = 0; at < rows.length; at += MOST_ACCEPTED) {
        const ids = rows.slice(at, at + MOST_ACCEPTED).map((d) => d.id);
        accepted += (await data(api.POST('/api/v1/duties/accept', { body: { ids } }))).accepted.length;
      }
      return accepted;
    },
    onSuccess: (accepted) => {
      clear();
      if (accepted < rows.length)
        notification.warning({
          title: t('queue.accepted', { count: accepted }),
          description: t('queue.left', { count: rows.length - accepted }),
        });
      else void message.success(t('queue.accepted', { count: accepted }));
    },
    onError: (error) =>
      notification.error({ title: t('queue.accept_failed'), description: <ProblemAlert problem={error} /> }),
    // Some may have been accepted before one failed.
    onSettled: () => reread(client),
  });
  return (
    <Button type="primary" size="small" loading={accept.isPending} onClick={() => accept.mutate()}>
      {t('queue.accept_n', { count: rows.length })}
    </Button>
  );
}

function Extensions() {
  const { t } = useTranslation('duty');
  const found = useQuery(extensionsQuery);
  if (found.isPending) return <Skeleton active />;
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0)
    return <EmptyState title={t('queue.no_extensions')} text={t('queue.no_extensions_text')} />;
  return (
    <ul className="du-pending">
      {found.data.map(({ extension, duty }) => (
        <li key={extension.id} className="cl-card">
          <div>
            <Link className="du-clamp" to={`/nhiem-vu/${duty.id}`} title={duty.text}>
              {duty.text}
            </Link>
            <div className="cl-quiet">{duty.agency.name}</div>
            <p>
              <DateText value={extension.due_before} dayOnly /> →{' '}
              <DateText value={extension.due_wanted} dayOnly />
            </p>
            <p className="du-pre">{extension.reason}</p>
          </div>
          <DecideExtension extension={extension} />
        </li>
      ))}
    </ul>
  );
}

function Overdue() {
  const { t } = useTranslation('duty');
  const session = useSession();
  const filters = useQueueFilters();
  const mayRemind = can(session, 'duty.remind');
  const columns = useMemo<DataColumn<Duty>[]>(
    () => [
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
        width: '260px',
        sortable: true,
        render: (d) => d.agency.name,
      },
      { key: 'due', title: t('column.due'), width: '200px', sortable: true, render: (d) => <Due duty={d} /> },
      {
        key: 'status',
        title: t('column.status'),
        width: '160px',
        render: (d) => <DutyStatus status={seenStatus(d)} />,
      },
      {
        key: 'reported',
        title: t('column.reported'),
        width: '140px',
        render: (d) => (d.reported_at ? <DateText value={d.reported_at} dayOnly /> : <Nothing />),
      },
    ],
    [t],
  );
  return (
    <DataTable<Duty>
      id="duty.overdue"
      label={t('queue.overdue')}
      columns={columns}
      rowKey={(d) => d.id}
      filters={filters}
      searchPlaceholder={t('list.search')}
      defaultSort="due"
      source={{
        queryKey: ['duty', 'overdue'],
        fetch: ({ cursor, limit, signal, ...query }) =>
          listDuties({ ...askOf(query), late: 'late', limit, ...(cursor ? { cursor } : {}) }, signal),
      }}
      rowTo={(d) => `/nhiem-vu/${d.id}`}
      {...(mayRemind
        ? {
            bulkActions: (rows: Duty[], clear: () => void) => (
              <RemindButton size="small" ids={rows.map((d) => d.id)} onDone={clear} />
            ),
          }
        : {})}
      empty={{ title: t('queue.no_overdue'), text: t('queue.no_overdue_text') }}
    />
  );
}
