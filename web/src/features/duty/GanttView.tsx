import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FilterDef } from '~/ui/DataTable';
import { FilterBar } from '~/ui/FilterBar';
import { formatDate, formatNumber, localDay, roman } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useTableState } from '~/ui/table/query';
import { EmptyState } from '~/ui/views';
import { type Duty, listDuties } from './api';
import { askOf, type Narrow, seenStatus } from './filters';
import { barOf, rangeOf, shareOf } from './gantt';
import { Due } from './words';

/** Duties by quarters: one line each, from its start (where known) to its due date. */
export default function GanttView({
  filters,
  narrow,
  extra,
}: {
  filters: FilterDef<never>[];
  narrow: Narrow;
  extra: ReactNode;
}) {
  const { t } = useTranslation(['duty', 'ui']);
  const state = useTableState(filters, { defaultSort: 'due' });
  const ask = useMemo(
    () => ({ ...askOf({ ...state.query, sort: 'due' }), ...narrow, limit: 100 }),
    [state.query, narrow],
  );
  const found = useInfiniteQuery({
    queryKey: ['duty', 'gantt', ask],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => listDuties(pageParam ? { ...ask, cursor: pageParam } : ask, signal),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = useMemo(() => found.data?.pages.flatMap((p) => p.items) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total ?? 0;
  const today = localDay(new Date());
  const range = useMemo(() => rangeOf(rows, today), [rows, today]);
  const years = [...new Set(range.quarters.map((q) => q.year))];
  const step = 100 / range.quarters.length;
  return (
    <>
      <FilterBar state={state} filters={filters} placeholder={t('duty:list.search')} extra={extra} />
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {found.isSuccess && rows.length === 0 && (
        <EmptyState title={t('ui:table.nothing_found')} text={t('ui:table.nothing_found_text')} />
      )}
      {rows.length > 0 && (
        <>
          <p className="cl-quiet cl-figures">
            {t('duty:gantt.shown', { shown: formatNumber(rows.length), total: formatNumber(total) })}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
          <section className="du-gantt" aria-label={t('duty:view.gantt')} tabIndex={0}>
            <div className="du-gantt-head" aria-hidden="true">
              <span />
              <div className="du-gantt-scale">
                {years.map((year) => {
                  const own = range.quarters.filter((q) => q.year === year);
                  return (
                    <div key={year} style={{ width: `${own.length * step}%` }}>
                      <strong>{year}</strong>
                      <div>
                        {own.map((q) => (
                          <span key={q.quarter}>{t('duty:gantt.quarter', { roman: roman(q.quarter) })}</span>
                        ))}
                      </div>
                    </div>
                  );
                })}
              </div>
            </div>
            <ul>
              {rows.map((duty) => (
                <Line key={duty.id} duty={duty} step={step} today={shareOf(today, range)}>
                  {barOf(duty, range)}
                </Line>
              ))}
            </ul>
          </section>
          <ul className="du-gantt-legend" aria-label={t('duty:gantt.legend')}>
            {(['open', 'late', 'good'] as const).map((tone) => (
              <li key={tone}>
                <span className="du-gantt-bar" data-tone={tone} data-point={tone !== 'open' || undefined} />
                {t(`duty:gantt.tone.${tone}`)}
              </li>
            ))}
            <li>
              <span className="du-gantt-today" />
              {t('duty:gantt.today', { date: formatDate(today, true) })}
            </li>
          </ul>
          {found.hasNextPage && (
            <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
              {t('ui:table.more')}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function Line({
  duty,
  step,
  today,
  children: bar,
}: {
  duty: Duty;
  step: number;
  today: number;
  children: ReturnType<typeof barOf>;
}) {
  const { t } = useTranslation('duty');
  const dates = [duty.starts_on, duty.due_on].map((d) => (d ? formatDate(d, true) : '')).filter(Boolean);
  const tone =
    duty.status === 'done' ? 'good' : duty.open && duty.late_days ? 'late' : duty.open ? 'open' : 'off';
  return (
    <li className="du-gantt-line">
      <div className="du-gantt-name">
        <Link className="du-clamp" to={`/nhiem-vu/${duty.id}`} title={duty.text}>
          {duty.text}
        </Link>
        <span className="cl-quiet">{duty.agency.name}</span>
      </div>
      <div className="du-gantt-row" style={{ backgroundSize: `${step}% 100%` }}>
        <span className="du-gantt-today" style={{ left: `${today}%` }} aria-hidden="true" />
        {bar ? (
          <span
            className="du-gantt-bar"
            data-tone={tone}
            data-point={bar.point || undefined}
            data-cut-left={bar.cutLeft || undefined}
            data-cut-right={bar.cutRight || undefined}
            style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
            title={`${dates.join(' – ')} · ${t(`status.${seenStatus(duty)}`)}`}
          />
        ) : (
          <span className="du-gantt-none">{duty.due_on ? <Due duty={duty} /> : t('gantt.undated')}</span>
        )}
        <span className="cl-hidden">
          {dates.join(' – ')} {t(`status.${seenStatus(duty)}`)}
        </span>
      </div>
    </li>
  );
}
