import { useLayoutEffect, useRef } from 'react';
import { readNumber } from '../format';
import type { DataColumn } from './model';

/** A cell of an exported sheet; undefined stays empty, for "no value" is neither 0 nor a dash. */
export type Cell = string | number | Date | undefined;

/** Rows drawn at once while exporting, so that the page keeps answering. */
const CHUNK = 250;

/** What a person reads in a drawn cell: without signs for the eye alone, and without buttons. */
export function textOf(cell: Element): string {
  const copy = cell.cloneNode(true) as Element;
  for (const gone of copy.querySelectorAll('[aria-hidden=true], [data-nothing], .ant-btn, svg, img'))
    gone.remove();
  for (const block of copy.querySelectorAll('div, p, li, br')) block.append('\n');
  return (copy.textContent ?? '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n');
}

/** `1.234,5` and `05/12/2026` as they are written on the screen become a number and a day that Excel can reckon with. */
export function cellOf(text: string, align: DataColumn<never>['align']): Cell {
  if (text === '') return undefined;
  const number = align === 'right' ? readNumber(text) : undefined;
  if (number !== undefined) return number;
  const day = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  // A sheet has no time zone: the day is kept by giving it in UTC.
  if (day) return new Date(Date.UTC(Number(day[3]), Number(day[2]) - 1, Number(day[1])));
  return text;
}

/**
 * Draws rows out of sight, in the same tree and with the same columns as the list, and hands over what stands in them:
 * a file says the same as the screen in the language of the screen, and no column can be forgotten.
 */
export function Reader<T>({
  rows,
  columns,
  onRead,
}: {
  rows: readonly T[];
  columns: readonly DataColumn<T>[];
  onRead: (cells: Cell[][]) => void;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const read = useRef(onRead);
  read.current = onRead;
  useLayoutEffect(() => {
    const lines = [...(body.current?.children ?? [])].map((line) =>
      [...line.children].map((cell, at) => cellOf(textOf(cell), columns[at]?.align)),
    );
    read.current(lines);
  }, [rows, columns]);
  return (
    <table>
      <tbody ref={body}>
        {rows.map((row, at) => (
          <tr key={at}>
            {columns.map((column) => (
              <td key={column.key}>{column.render(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function chunksOf<T>(rows: readonly T[]): (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let at = 0; at < rows.length; at += CHUNK) chunks.push(rows.slice(at, at + CHUNK));
  return chunks;
}

/** Writes the workbook and hands it to the browser as a download. */
export async function saveSheet(
  name: string,
  columns: readonly DataColumn<never>[],
  cells: readonly Cell[][],
) {
  // The variant that works in this thread: workers made of text are refused by the content security policy.
  const { default: write } = await import('write-excel-file/universal');
  const head = columns.map((c) => ({ value: c.title, fontWeight: 'bold' as const }));
  const lines = cells.map((line) =>
    line.map((value) =>
      value === undefined
        ? null
        : typeof value === 'string'
          ? { value, type: String, wrap: true, alignVertical: 'top' as const }
          : { value, alignVertical: 'top' as const },
    ),
  );
  const blob = await write([head, ...lines], {
    columns: columns.map((c) => ({ width: c.primary ? 60 : Math.max(12, Math.min(30, c.title.length + 4)) })),
    stickyRowsCount: 1,
    dateFormat: 'dd/mm/yyyy',
  }).toBlob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.xlsx`;
  link.click();
  URL.revokeObjectURL(url);
}
