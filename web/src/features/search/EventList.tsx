import { useVirtualizer } from '@tanstack/react-virtual';
import { Button } from 'antd';
import {
  type MouseEvent,
  memo,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '~/ui/format';
import { useTableKeys } from '~/ui/table/keys';
import { useRoomBelow } from '~/ui/table/room';
import { usePhone } from '~/ui/usePhone';
import { EventDetail } from './EventDetail';
import { cellOf, summaryOf } from './event';
import type { Filters } from './filters';
import { Gap } from './Gap';
import type { Needle } from './marks';
import type { EventInfo } from './types';
import { Marked } from './words';

/** From this many rows on only those in sight are drawn. */
const VIRTUAL_FROM = 150;
const ROW = 30;
const DETAIL = 480;
/** Pixels from the end at which the next page is fetched. */
const NEAR = 1200;

interface Item {
  row: EventInfo;
  index: number;
  detail: boolean;
}

/** Events, the newest first; one opens in its place. */
export function EventList({
  rows,
  total,
  stale,
  filters,
  needles,
  more,
  root,
  onSearchKey,
  onAway,
}: {
  rows: readonly EventInfo[];
  /** All that are found, for those who hear the list. */
  total?: number | undefined;
  stale?: boolean;
  filters: Filters;
  needles: readonly Needle[];
  more?: { has: boolean; loading: boolean; failed: boolean; load: () => void };
  /** The page: its keys are those of the list. */
  root: RefObject<HTMLElement | null>;
  onSearchKey: () => void;
  /** One reads: opened an event, or left the beginning. */
  onAway?: () => void;
}) {
  const { t } = useTranslation(['search', 'ui']);
  const phone = usePhone();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [place, setPlace] = useState<number>();
  useRoomBelow(box, true);

  const items = useMemo<Item[]>(
    () =>
      rows.flatMap((row, index) => {
        const line = { row, index, detail: false };
        return open.has(row.seq) ? [line, { row, index, detail: true }] : [line];
      }),
    [rows, open],
  );
  const virtual = items.length > VIRTUAL_FROM && !phone;
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (at) => (items[at]?.detail ? DETAIL : ROW),
    getItemKey: (at) => `${items[at]?.row.seq}${items[at]?.detail ? ':' : ''}`,
    overscan: 20,
    enabled: virtual,
  });
  const drawn = virtual ? virtualizer.getVirtualItems() : undefined;
  const before = drawn?.[0]?.start ?? 0;
  const after = drawn ? virtualizer.getTotalSize() - (drawn[drawn.length - 1]?.end ?? 0) : 0;

  function nearEnd() {
    const at = box.current;
    if (!at) return;
    if (at.scrollTop > ROW) onAway?.();
    // On a phone the page scrolls, and a button brings more.
    if (phone || !more?.has || more.loading || more.failed) return;
    if (at.scrollTop > 0 && at.scrollHeight - at.scrollTop - at.clientHeight < NEAR) more.load();
  }
  // Asks again after each page, for one who drags to the end.
  useEffect(nearEnd, [rows.length, more?.loading]);

  const toggle = useCallback(
    (row: EventInfo) => {
      setOpen((old) => {
        const next = new Set(old);
        if (!next.delete(row.seq)) next.add(row.seq);
        return next;
      });
      onAway?.();
    },
    [onAway],
  );

  const active = place === undefined ? -1 : rows.findIndex((row) => row.seq === place);
  const show = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setPlace(row.seq);
    if (virtual) virtualizer.scrollToIndex(items.findIndex((item) => item.index === index));
    requestAnimationFrame(() => {
      const line = box.current?.querySelector<HTMLElement>(`tr[data-row="${index}"]`);
      line?.focus({ preventScroll: virtual });
      if (!virtual) line?.scrollIntoView({ block: 'nearest' });
    });
  };
  useTableKeys(root, {
    move: (step) => rows.length > 0 && show(Math.max(0, Math.min(rows.length - 1, active + step))),
    toggle: () => undefined,
    open: () => {
      const row = rows[active];
      if (row) toggle(row);
    },
    search: onSearchKey,
  });

  const columns = filters.columns;
  const line = ({ row, index, detail }: Item, at: number) =>
    detail ? (
      <tr
        key={`${row.seq}:`}
        ref={virtual ? virtualizer.measureElement : undefined}
        role="row"
        data-index={at}
        className="se-detail"
      >
        <td role="cell" colSpan={4 + columns.length}>
          <EventDetail event={row} filters={filters} needles={needles} />
        </td>
      </tr>
    ) : (
      <Row
        key={row.seq}
        row={row}
        index={index}
        at={at}
        open={open.has(row.seq)}
        columns={columns}
        needles={needles}
        measure={virtual ? virtualizer.measureElement : undefined}
        onFocus={setPlace}
        onToggle={toggle}
      />
    );

  return (
    <section
      ref={box}
      onScroll={nearEnd}
      className="cl-table-box se-list"
      data-stale={stale || undefined}
      aria-label={t('search:list.region')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
      tabIndex={0}
    >
      {/* Explicit roles: as cards on a phone the elements lose their own. */}
      <table
        role="table"
        className="cl-table se-table"
        aria-label={t('search:list.label')}
        aria-rowcount={(total ?? rows.length) + 1}
        style={{ minWidth: 480 + columns.length * 150 }}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <th scope="col" role="columnheader" className="se-time">
              {t('search:column.time')}
            </th>
            <th scope="col" role="columnheader" className="se-host">
              {t('search:column.host')}
            </th>
            <th scope="col" role="columnheader" className="se-source">
              {t('search:column.source')}
            </th>
            {columns.map((column) => (
              <th scope="col" role="columnheader" key={column} className="se-pinned" title={column}>
                {column}
                <button
                  type="button"
                  className="se-unpin"
                  aria-label={t('search:filter.unpin_label', { field: column })}
                  title={t('search:filter.unpin_label', { field: column })}
                  onClick={() => filters.pin(column)}
                >
                  <span aria-hidden="true">×</span>
                </button>
              </th>
            ))}
            <th scope="col" role="columnheader">
              {t('search:column.summary')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {before > 0 && <Gap height={before} columns={4 + columns.length} />}
          {drawn
            ? drawn.map((one) => {
                const item = items[one.index];
                return item && line(item, one.index);
              })
            : items.map(line)}
          {after > 0 && <Gap height={after} columns={4 + columns.length} />}
        </tbody>
      </table>
      {more?.has && (
        <div className="cl-table-more">
          <Button onClick={more.load} loading={more.loading}>
            {t(more.loading ? 'ui:table.loading_more' : 'ui:table.more')}
          </Button>
          <span className="cl-quiet cl-figures">
            {t('search:list.loaded', { count: rows.length, number: formatNumber(rows.length) })}
          </span>
        </div>
      )}
    </section>
  );
}

const Row = memo(function Row({
  row,
  index,
  at,
  open,
  columns,
  needles,
  measure,
  onFocus,
  onToggle,
}: {
  row: EventInfo;
  index: number;
  at: number;
  open: boolean;
  columns: readonly string[];
  needles: readonly Needle[];
  measure: ((element: HTMLElement | null) => void) | undefined;
  onFocus: (seq: number) => void;
  onToggle: (row: EventInfo) => void;
}) {
  const { t } = useTranslation('search');
  const summary = useMemo(() => summaryOf(row), [row]);
  // The short word; which of several devices it was, the host says, and the title.
  const source = row.product ?? row.source_name ?? t('source_unknown');
  return (
    // The keys of the list are handled for all rows at once, see ui/table/keys.
    <tr
      role="row"
      ref={measure}
      data-index={at}
      data-row={index}
      data-open
      className="se-row"
      aria-rowindex={index + 2}
      aria-expanded={open}
      tabIndex={-1}
      onFocus={() => onFocus(row.seq)}
      onClick={(e) => {
        if (!isControl(e)) onToggle(row);
      }}
    >
      <td role="cell" className="se-time">
        <button
          type="button"
          className="se-open"
          aria-expanded={open}
          aria-label={t(open ? 'list.close' : 'list.open', { time: formatInstant(row.time) })}
          onClick={() => onToggle(row)}
        >
          <span aria-hidden="true">{open ? '▾' : '▸'}</span>
        </button>
        <time dateTime={row.time}>{formatInstant(row.time)}</time>
      </td>
      <td role="cell" className="se-host" title={row.host ?? undefined}>
        {row.host && <Marked text={row.host} needles={needles} />}
      </td>
      <td
        role="cell"
        className="se-source"
        title={[row.source_name, row.product].filter(Boolean).join(' · ')}
      >
        {source}
      </td>
      {columns.map((column) => {
        const text = cellOf(row, column);
        return (
          <td key={column} role="cell" className="se-cell" data-label={column} title={text}>
            {text && <Marked text={text.slice(0, 300)} needles={needles} />}
          </td>
        );
      })}
      <td role="cell" className="se-summary">
        {row.problem && (
          <span
            className="se-problem-mark"
            title={t(`problem.${row.problem}`, { defaultValue: t('problem.other') })}
          >
            !
          </span>
        )}
        <Marked text={summary} needles={needles} />
      </td>
    </tr>
  );
});

/** A click on a control, or the end of selecting text, does not open the row. */
function isControl(event: MouseEvent): boolean {
  if (event.target instanceof Element && event.target.closest('a, button, input')) return true;
  return window.getSelection()?.type === 'Range';
}
