import './ui.css';
import './table/table.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Button, Checkbox, type InputRef, Select, Skeleton } from 'antd';
import {
  Fragment,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { createPortal, flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { fold } from '~/app/fold';
import { FilterBar } from './FilterBar';
import { formatNumber } from './format';
import { ProblemAlert } from './ProblemAlert';
import { type Cell, chunksOf, Reader, saveSheet } from './table/export';
import { useTableKeys } from './table/keys';
import type { DataColumn, FilterDef, TableQuery } from './table/model';
import { useColumnChoice } from './table/prefs';
import { useTableState } from './table/query';
import { useRoomBelow } from './table/room';
import { type TableSource, useRows } from './table/source';
import { ColumnChooser, ExportButton, Views } from './table/Tools';
import { usePhone } from './usePhone';
import { EmptyState } from './views';

export type { DataColumn, FilterDef, FilterOption, TablePage, TableQuery } from './table/model';
export type { LocalSource, ServerSource, TableSource } from './table/source';

export interface DataTableProps<T> {
  /** Names the saved views and column choice: `plan.duties`. */
  id: string;
  /** What the list holds, for screen readers. */
  label: string;
  columns: readonly DataColumn<T>[];
  rowKey: (row: T) => string;
  source: TableSource<T>;
  filters?: readonly FilterDef<T>[];
  searchable?: boolean;
  searchPlaceholder?: string;
  defaultSort?: string;
  /** Of the URL parameters, when a page has two lists. */
  urlPrefix?: string;
  /** Where a row leads (link, Enter, click). */
  rowTo?: (row: T) => string;
  /** Instead of `rowTo`: opens the row in place. */
  onOpen?: (row: T) => void;
  /** Further single keys, for the row one stands at: `{a: acknowledge}`. Tell the help with `usePageKeys`. */
  rowKeys?: Readonly<Record<string, (row: T) => void>>;
  /** Draws the row as late, or as the current one. */
  rowState?: (row: T) => 'late' | 'current' | undefined;
  /** Rows that follow each other with the same band stand under its heading; the order of the rows is the server's. */
  bandOf?: (row: T) => { key: string; label: ReactNode; tone?: 'urgent' | 'high' } | undefined;
  /** Shown while rows are selected; with it, rows can be selected. */
  bulkActions?: (rows: T[], clear: () => void) => ReactNode;
  /** Formats of `onExport`, default `['xlsx', 'csv']`. */
  exportFormats?: readonly string[];
  /** Where the server writes the file; without it the list writes what it shows. `false`: nothing worth a file. */
  onExport?: false | ((format: string, query: TableQuery) => void | Promise<void>);
  /** When there is nothing at all (not: nothing found): why, and the next step. */
  empty: { title: string; text?: string; action?: ReactNode };
  extra?: ReactNode;
  /** Height of the scrolling box on a wide screen; default: to the bottom of the window. `auto` for short lists. */
  height?: string;
}

/** Rows written into a file by the browser at most; a longer list wants an export of the server. */
const MOST_EXPORTED = 10_000;
/** From this many rows on only those in sight are drawn. */
const VIRTUAL_FROM = 150;
const NO_FILTERS: readonly FilterDef<never>[] = [];

export function DataTable<T>(props: DataTableProps<T>) {
  const {
    id,
    label,
    columns,
    rowKey,
    source,
    rowTo,
    onOpen,
    rowState,
    bandOf,
    bulkActions,
    onExport,
    empty,
    height,
  } = props;
  const { t } = useTranslation(['ui', 'common']);
  const navigate = useNavigate();
  const phone = usePhone();
  const filters = (props.filters ?? NO_FILTERS) as readonly FilterDef<T>[];
  const state = useTableState(filters as readonly FilterDef<never>[], {
    ...(props.urlPrefix === undefined ? {} : { prefix: props.urlPrefix }),
    defaultSort: props.defaultSort,
  });
  const data = useRows(source, state, columns, filters);
  const { rows } = data;
  const [choice, setChoice] = useColumnChoice(id);
  const shown = useCallback(
    (c: DataColumn<T>) => c.primary === true || (choice[c.key] ?? !c.hidden),
    [choice],
  );
  const visible = useMemo(() => columns.filter(shown), [columns, shown]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // By key: rows of a list that asks again by itself change places under the person.
  const [place, setPlace] = useState<Place>();
  const root = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<InputRef>(null);
  const printing = usePrinting();
  useRoomBelow(box, rows.length > 0 && height === undefined);

  const virtual = rows.length > VIRTUAL_FROM && !phone && !printing && height !== 'auto';
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 40,
    overscan: 15,
    enabled: virtual,
  });
  const drawn = virtual ? virtualizer.getVirtualItems() : undefined;
  const before = drawn?.[0]?.start ?? 0;
  const after = drawn ? virtualizer.getTotalSize() - (drawn[drawn.length - 1]?.end ?? 0) : 0;

  // Nearly at the end of the box: bring the next page. On a phone, and in short lists, a button does.
  const scrolls = !phone && height !== 'auto';
  function nearEnd() {
    const at = box.current;
    if (!scrolls || !at || !data.hasMore || data.loadingMore || data.error) return;
    if (at.scrollTop > 0 && at.scrollHeight - at.scrollTop - at.clientHeight < 800) data.loadMore();
  }
  const { loadMore } = data;
  // Asks again after each page, for one who drags to the end.
  useEffect(nearEnd, [rows.length, data.loadingMore]);

  const canOpen = rowTo !== undefined || onOpen !== undefined;
  const open = useCallback(
    (row: T) => {
      if (rowTo) void navigate(rowTo(row));
      else onOpen?.(row);
    },
    [rowTo, onOpen, navigate],
  );
  const toggle = useCallback(
    (key: string) =>
      setSelected((old) => {
        const next = new Set(old);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [],
  );
  const show = useCallback(
    (index: number) => {
      const row = rows[index];
      if (row !== undefined) setPlace({ key: rowKey(row), index });
      if (virtual) virtualizer.scrollToIndex(index);
      requestAnimationFrame(() => {
        const row = root.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
        row?.focus({ preventScroll: virtual });
        if (!virtual) row?.scrollIntoView({ block: 'nearest' });
      });
    },
    [virtual, virtualizer, rows, rowKey],
  );
  const active = place ? rows.findIndex((row) => rowKey(row) === place.key) : -1;
  useTableKeys(root, {
    move: (step) => rows.length > 0 && show(stepFrom(place, active, step, rows.length)),
    toggle: () => {
      const row = rows[active];
      if (row !== undefined && bulkActions) toggle(rowKey(row));
    },
    open: () => {
      const row = rows[active];
      if (row !== undefined && canOpen) open(row);
    },
    search: () => search.current?.focus({ cursor: 'all' }),
    other: (key) => {
      const row = rows[active];
      const act = Object.hasOwn(props.rowKeys ?? {}, key) ? props.rowKeys?.[key] : undefined;
      if (row === undefined || !act) return false;
      act(row);
      return true;
    },
  });

  const [sheet, setSheet] = useState<{ rows: readonly T[]; onRead: (cells: Cell[][]) => void }>();
  const [offscreen] = useState(() => document.createElement('div'));
  const [exportProblem, setExportProblem] = useState<unknown>();
  async function exportShown() {
    setExportProblem(undefined);
    try {
      const cells: Cell[][] = [];
      for (const rows of chunksOf(await data.all(MOST_EXPORTED)))
        cells.push(...(await new Promise<Cell[][]>((onRead) => setSheet({ rows, onRead }))));
      await saveSheet(fileName(label), visible as readonly DataColumn<never>[], cells);
    } catch (error) {
      setExportProblem(error);
    } finally {
      setSheet(undefined);
    }
  }

  const selectedRows = bulkActions ? rows.filter((row) => selected.has(rowKey(row))) : [];
  const filtered = state.activeFilters > 0 || state.query.search !== '';
  const columnCount = visible.length + (bulkActions ? 1 : 0);
  const clearSelection = () => setSelected(new Set());

  const count = (
    <span className="cl-table-count cl-quiet cl-figures" aria-live="polite">
      {!data.loading &&
        !(data.error && rows.length === 0) &&
        (data.total !== undefined && rows.length < data.total
          ? t('ui:table.rows_of', { shown: formatNumber(rows.length), number: formatNumber(data.total) })
          : t(data.total === undefined && data.hasMore ? 'ui:table.rows_more' : 'ui:table.rows', {
              count: data.total ?? rows.length,
              number: formatNumber(data.total ?? rows.length),
            }))}
      {data.refreshing && ` · ${t('ui:table.refreshing')}`}
    </span>
  );
  const tools = (
    <>
      <Views tableId={id} state={state} labelled={phone} />
      {!phone && <ColumnChooser columns={columns} shown={shown} choice={choice} setChoice={setChoice} />}
      {onExport ? (
        <ExportButton
          formats={props.exportFormats ?? ['xlsx', 'csv']}
          run={(format) => onExport(format, state.query)}
        />
      ) : (
        onExport === undefined && (
          <ExportButton formats={['xlsx']} run={exportShown} disabled={rows.length === 0} />
        )
      )}
    </>
  );

  function header(column: DataColumn<T>) {
    const sort = state.query.sort;
    const way = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined;
    return (
      <th
        key={column.key}
        scope="col"
        role="columnheader"
        aria-sort={way}
        data-align={column.align}
        style={column.width ? { width: column.width } : undefined}
      >
        {column.sortable ? (
          <button
            type="button"
            title={t('ui:table.sort_by', { column: column.title })}
            onClick={() =>
              state.setSort(
                way === 'ascending' ? `-${column.key}` : way === 'descending' ? undefined : column.key,
              )
            }
          >
            {column.title}
            <span aria-hidden="true">{way === 'ascending' ? '↑' : way === 'descending' ? '↓' : '↕'}</span>
          </button>
        ) : (
          column.title
        )}
      </th>
    );
  }

  function line(row: T, index: number) {
    const key = rowKey(row);
    return (
      // The keys of the list are handled for all rows at once, see table/keys.
      <tr
        key={key}
        role="row"
        ref={virtual ? virtualizer.measureElement : undefined}
        data-index={index}
        data-state={rowState?.(row)}
        data-open={canOpen || undefined}
        aria-rowindex={index + 2}
        aria-selected={bulkActions ? selected.has(key) : undefined}
        tabIndex={-1}
        onFocus={() => setPlace({ key, index })}
        onClick={(e) => {
          if (canOpen && !isControl(e)) open(row);
        }}
      >
        {bulkActions && (
          <td role="cell" className="cl-table-check">
            <Checkbox
              checked={selected.has(key)}
              onChange={() => toggle(key)}
              aria-label={t('ui:table.select_row')}
            />
          </td>
        )}
        {visible.map((column) => {
          const content = column.render(row);
          if (column.primary) {
            return (
              <th key={column.key} scope="row" role="rowheader" data-align={column.align}>
                {rowTo ? <Link to={rowTo(row)}>{content}</Link> : content}
              </th>
            );
          }
          return (
            <td
              key={column.key}
              role="cell"
              data-align={column.align}
              data-label={column.title}
              data-phone={column.notOnPhone ? 'hide' : undefined}
            >
              {phone ? <div>{content}</div> : content}
            </td>
          );
        })}
      </tr>
    );
  }

  /** A row, under the heading of its band where that begins with it. */
  function banded(row: T, index: number) {
    const band = bandOf?.(row);
    const above = rows[index - 1];
    if (!band || (above !== undefined && bandOf?.(above)?.key === band.key)) return line(row, index);
    return (
      <Fragment key={rowKey(row)}>
        <tr role="row" className="cl-table-band" data-tone={band.tone}>
          <td role="cell" colSpan={columnCount}>
            {band.label}
          </td>
        </tr>
        {line(row, index)}
      </Fragment>
    );
  }

  return (
    <div className="cl-table-root" ref={root}>
      <FilterBar
        state={state}
        filters={filters as readonly FilterDef<never>[]}
        searchable={props.searchable ?? true}
        {...(props.searchPlaceholder === undefined ? {} : { placeholder: props.searchPlaceholder })}
        searchRef={search}
        phoneExtra={
          <>
            {columns.some((c) => c.sortable) && (
              <Select
                aria-label={t('ui:table.sort')}
                value={state.query.sort ?? ''}
                onChange={(value) => state.setSort(value || undefined)}
                options={[
                  { value: '', label: t('ui:table.not_sorted') },
                  ...columns
                    .filter((c) => c.sortable)
                    .flatMap((c) => [
                      { value: c.key, label: t('ui:table.ascending', { column: c.title }) },
                      { value: `-${c.key}`, label: t('ui:table.descending', { column: c.title }) },
                    ]),
                ]}
              />
            )}
            {tools}
          </>
        }
        extra={
          <>
            {!bulkActions && count}
            {props.extra}
            {!phone && tools}
          </>
        }
      />
      {bulkActions && (
        <div className="cl-table-state">
          {selectedRows.length > 0 ? (
            <div className="cl-row-actions" aria-live="polite">
              <span>{t('ui:table.selected', { count: selectedRows.length })}</span>
              {bulkActions(selectedRows, clearSelection)}
              <Button type="link" size="small" onClick={clearSelection}>
                {t('ui:table.unselect')}
              </Button>
            </div>
          ) : (
            count
          )}
        </div>
      )}
      {sheet && createPortal(<Reader columns={visible} {...sheet} />, offscreen)}
      {Boolean(exportProblem) && <ProblemAlert problem={exportProblem} onRetry={() => void exportShown()} />}
      {Boolean(data.error) && <ProblemAlert problem={data.error} onRetry={data.retry} />}
      {data.loading && (
        <div className="cl-skeleton" role="status" aria-label={t('common:loading')}>
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        </div>
      )}
      {!data.loading && !data.error && rows.length === 0 && (
        <EmptyState
          {...(filtered
            ? {
                title: t('ui:table.nothing_found'),
                text: t('ui:table.nothing_found_text'),
                action: <Button onClick={state.clear}>{t('ui:table.clear')}</Button>,
              }
            : { title: empty.title, text: empty.text, action: empty.action })}
        />
      )}
      {rows.length > 0 && (
        <section
          ref={box}
          onScroll={nearEnd}
          className="cl-table-box"
          data-stale={data.refreshing || undefined}
          data-auto={height === 'auto' || undefined}
          style={height && height !== 'auto' ? { maxHeight: height } : undefined}
          aria-label={t('ui:table.region', { label })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
          tabIndex={0}
        >
          {/* Explicit roles: as cards on a phone the elements lose their own. */}
          <table
            role="table"
            className="cl-table"
            aria-label={label}
            aria-rowcount={data.total === undefined && data.hasMore ? -1 : (data.total ?? rows.length) + 1}
          >
            <thead role="rowgroup">
              <tr role="row" aria-rowindex={1}>
                {bulkActions && (
                  <th scope="col" role="columnheader" className="cl-table-check">
                    <Checkbox
                      aria-label={t('ui:table.select_all')}
                      checked={selectedRows.length === rows.length}
                      indeterminate={selectedRows.length > 0 && selectedRows.length < rows.length}
                      onChange={(e) => setSelected(e.target.checked ? new Set(rows.map(rowKey)) : new Set())}
                    />
                  </th>
                )}
                {visible.map(header)}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {before > 0 && <Gap height={before} columns={columnCount} />}
              {drawn
                ? drawn.map((item) => {
                    const row = rows[item.index];
                    return row === undefined ? null : banded(row, item.index);
                  })
                : rows.map(banded)}
              {after > 0 && <Gap height={after} columns={columnCount} />}
            </tbody>
          </table>
          {data.hasMore && (
            <div className="cl-table-more">
              <Button onClick={loadMore} loading={data.loadingMore}>
                {t(data.loadingMore ? 'ui:table.loading_more' : 'ui:table.more')}
              </Button>
            </div>
          )}
        </section>
      )}
    </div>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden="true" className="cl-table-gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

/** The row one stands at; `index`: where it last was. */
interface Place {
  key: string;
  index: number;
}

/** The row to go to. Where the current one has left the list, the next one stands in its place already. */
export function stepFrom(place: Place | undefined, active: number, step: 1 | -1, count: number): number {
  const from = active >= 0 ? active + step : place ? place.index + (step === 1 ? 0 : -1) : 0;
  return Math.max(0, Math.min(count - 1, from));
}

/** `Báo cáo chờ duyệt` → `bao-cao-cho-duyet`: a name every system can keep. */
function fileName(label: string): string {
  return fold(label)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A click on a control, or the end of selecting text, does not open the row. */
function isControl(event: MouseEvent): boolean {
  if (event.target instanceof Element && event.target.closest('a, button, input, label, [role=menuitem]'))
    return true;
  return window.getSelection()?.type === 'Range';
}

/** Paper has no scrolling: while printing all loaded rows are drawn. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const on = () => flushSync(() => setPrinting(true));
    const off = () => setPrinting(false);
    window.addEventListener('beforeprint', on);
    window.addEventListener('afterprint', off);
    return () => {
      window.removeEventListener('beforeprint', on);
      window.removeEventListener('afterprint', off);
    };
  }, []);
  return printing;
}
