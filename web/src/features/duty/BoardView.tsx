import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented, Skeleton } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FilterDef, TableQuery } from '~/ui/DataTable';
import { FilterBar } from '~/ui/FilterBar';
import { formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useTableState } from '~/ui/table/query';
import { usePhone } from '~/ui/usePhone';
import { listDuties } from './api';
import { askableStatuses, askOf, type Narrow, STATUSES } from './filters';
import { Due, Percent, ReviewTag } from './words';

/** A column per status; a card moves when its agency reports, not by hand. */
export default function BoardView({
  filters,
  narrow,
  extra,
}: {
  filters: FilterDef<never>[];
  narrow: Narrow;
  extra: ReactNode;
}) {
  const { t } = useTranslation('duty');
  const state = useTableState(filters, { defaultSort: 'due' });
  const chosen = state.query.filters.status;
  const silent = state.query.filters.silent?.[0];
  const columns = STATUSES.filter(
    (s) =>
      (chosen ? askableStatuses(chosen).includes(s) : s !== 'cancelled') &&
      // Whether there was an answer may be asked on its own, too.
      !(silent === 'false' && s === 'no_answer') &&
      !(silent === 'true' && s === 'not_started'),
  );
  const phone = usePhone();
  const [picked, setPicked] = useState<string>();
  const shown = columns.find((c) => c === picked) ?? columns[0];
  return (
    <>
      <FilterBar state={state} filters={filters} placeholder={t('list.search')} extra={extra} />
      {phone && (
        // Side by side there is no room, and below each other the last one is a mile away.
        <div className="cl-wrap-segments du-board-pick">
          <Segmented
            aria-label={t('column.status')}
            value={shown}
            options={columns.map((value) => ({ value, label: t(`status.${value}`) }))}
            onChange={setPicked}
          />
        </div>
      )}
      <div className="du-board">
        {columns
          .filter((status) => !phone || status === shown)
          .map((status) => (
            <Column key={status} status={status} query={state.query} narrow={narrow} />
          ))}
      </div>
    </>
  );
}

function Column({ status, query, narrow }: { status: string; query: TableQuery; narrow: Narrow }) {
  const { t } = useTranslation(['duty', 'ui']);
  const ask = useMemo(() => {
    const { silent, status: _, ...others } = query.filters;
    const asked = askOf({
      ...query,
      filters: { ...others, status: [status], ...(silent ? { silent } : {}) },
    });
    return { ...asked, ...narrow, limit: 30 };
  }, [query, narrow, status]);
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <ul tabIndex={0} aria-label={t(`duty:status.${status}`)}>
        {items.map((duty) => (
          <li key={duty.id} data-late={duty.open && duty.late_days ? true : undefined}>
            <Link className="du-clamp" to={`/nhiem-vu/${duty.id}`} title={duty.text}>
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
