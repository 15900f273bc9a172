import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FilterDef, TableQuery } from '~/ui/DataTable';
import { FilterBar } from '~/ui/FilterBar';
import { formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useTableState } from '~/ui/table/query';
import { listDuties } from './api';
import { askOf, STATUSES } from './filters';
import { Due, Percent, ReviewTag } from './words';

/** A column per status; a card moves when its agency reports, not by hand. */
export default function BoardView({ filters, extra }: { filters: FilterDef<never>[]; extra: ReactNode }) {
  const { t } = useTranslation('duty');
  const state = useTableState(filters, { defaultSort: 'due' });
  const chosen = state.query.filters.status;
  const columns = STATUSES.filter((s) => (chosen ? chosen.includes(s) : s !== 'cancelled'));
  return (
    <>
      <FilterBar state={state} filters={filters} placeholder={t('list.search')} extra={extra} />
      <div className="du-board">
        {columns.map((status) => (
          <Column key={status} status={status} query={state.query} />
        ))}
      </div>
    </>
  );
}

function Column({ status, query }: { status: string; query: TableQuery }) {
  const { t } = useTranslation(['duty', 'ui']);
  const ask = useMemo(() => ({ ...askOf(query), status, limit: 30 }), [query, status]);
  const rows = useInfiniteQuery({
    queryKey: ['duty', 'board', ask],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => listDuties(pageParam ? { ...ask, cursor: pageParam } : ask, signal),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const items = rows.data?.pages.flatMap((p) => p.items) ?? [];
  const total = rows.data?.pages[0]?.total;
  return (
    <section className="du-board-column" aria-label={t(`duty:status.${status}`)}>
      <h2>
        {t(`duty:status.${status}`)}{' '}
        {typeof total === 'number' && <span className="cl-quiet cl-figures">{formatNumber(total)}</span>}
      </h2>
      {rows.isPending && <Skeleton active />}
      {rows.isError && <ProblemAlert problem={rows.error} onRetry={() => void rows.refetch()} />}
      {rows.isSuccess && items.length === 0 && <p className="cl-quiet">{t('duty:board.empty')}</p>}
      <ul>
        {items.map((duty) => (
          <li key={duty.id} data-late={duty.open && duty.late_days ? true : undefined}>
            <Link className="du-clamp" to={`/nhiem-vu/${duty.id}`}>
              {duty.text}
            </Link>
            <div className="du-board-agency">{duty.agency.name}</div>
            <div className="du-home-meta">
              <Due duty={duty} />
              {duty.percent !== null && duty.percent !== undefined && <Percent value={duty.percent} />}
              <ReviewTag review={duty.review} />
            </div>
          </li>
        ))}
      </ul>
      {rows.hasNextPage && (
        <Button block onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>
          {t('ui:table.more')}
        </Button>
      )}
    </section>
  );
}
