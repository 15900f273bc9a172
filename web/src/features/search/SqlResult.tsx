import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoomBelow } from '~/ui/table/room';
import { Nothing } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import { Gap } from './Gap';
import { numeric, widths } from './sql';

/** From this many rows on only those in sight are drawn. */
const VIRTUAL_FROM = 150;
const ROW = 30;
/** Characters of a cell; the rest is in its title. */
const MOST = 400;

/** The rows of an answer as they came; numbers stand under each other. */
export function SqlResult({
  columns,
  rows,
  stale,
}: {
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  stale: boolean;
}) {
  const { t } = useTranslation('search');
  const phone = usePhone();
  const box = useRef<HTMLDivElement>(null);
  useRoomBelow(box, true);
  const numbers = useMemo(() => numeric(rows, columns.length), [rows, columns]);
  const wide = useMemo(() => widths(columns, rows), [columns, rows]);
  const virtual = rows.length > VIRTUAL_FROM && !phone;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 20,
    enabled: virtual,
  });
  const drawn = virtual ? virtualizer.getVirtualItems() : undefined;
  const before = drawn?.[0]?.start ?? 0;
  const after = drawn ? virtualizer.getTotalSize() - (drawn[drawn.length - 1]?.end ?? 0) : 0;
  const line = (row: readonly (string | null)[], index: number) => (
    <tr key={index} role="row" aria-rowindex={index + 2}>
      {columns.map((column, at) => {
        const value = row[at] ?? null;
        return (
          <td
            key={at}
            role="cell"
            data-align={numbers[at] ? 'right' : undefined}
            data-label={column}
            title={value ?? undefined}
          >
            {phone ? <div>{cell(value)}</div> : cell(value)}
          </td>
        );
      })}
    </tr>
  );
  return (
    <div className="cl-table-root">
      <section
        ref={box}
        className="cl-table-box"
        data-stale={stale || undefined}
        aria-label={t('sql.result')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
      >
        {/* Explicit roles: as cards on a phone the elements lose their own. */}
        <table
          role="table"
          className="cl-table se-answer-table"
          aria-label={t('sql.result')}
          aria-rowcount={rows.length + 1}
        >
          <colgroup>
            {wide.map((characters, at) => (
              <col key={at} style={{ width: `calc(${characters}ch + 25px)` }} />
            ))}
            {/* Takes the room that is left. */}
            <col />
          </colgroup>
          <thead role="rowgroup">
            <tr role="row" aria-rowindex={1}>
              {columns.map((column, at) => (
                <th
                  key={at}
                  scope="col"
                  role="columnheader"
                  title={column}
                  data-align={numbers[at] ? 'right' : undefined}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {before > 0 && <Gap height={before} columns={columns.length} />}
            {drawn
              ? drawn.map((one) => {
                  const row = rows[one.index];
                  return row && line(row, one.index);
                })
              : rows.map(line)}
            {after > 0 && <Gap height={after} columns={columns.length} />}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function cell(value: string | null) {
  return value === null ? <Nothing /> : value.slice(0, MOST);
}
