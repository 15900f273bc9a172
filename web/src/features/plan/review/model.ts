import { formatDate } from '~/ui/format';
import type { Item } from '../api';

/** Not looked at, and not sure: a low confidence or a name nobody could place. */
export function wantsLook(item: Item): boolean {
  return item.review === 'unseen' && !item.sure;
}

export function isKept(item: Item): boolean {
  return item.review !== 'removed';
}

/** Names that become duties and are not placed yet. */
export function unresolved(item: Item): Item['parties'] {
  return item.parties.filter((p) => p.state === 'unresolved' && p.role !== 'report');
}

/** `05/12/2026` of a day that is kept as `2026-12-05`; a year, or `05/12` of every year, is as people write it. */
export function dayText(day: string | null | undefined): string | undefined {
  return day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? formatDate(day) : (day ?? undefined);
}

/** What is kept of `05/12/2026`; anything else as it was typed. */
export function dayKept(text: string): string {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  return day ? `${day[3]}-${day[2]?.padStart(2, '0')}-${day[1]?.padStart(2, '0')}` : text;
}

/** `III.5` of `III.5.h`. */
export function parentPath(path: string): string {
  const at = path.lastIndexOf('.');
  return at < 0 ? '' : path.slice(0, at);
}

export type View = 'first' | 'document' | 'unresolved' | 'past' | 'removed';
export const VIEWS: readonly View[] = ['first', 'document', 'unresolved', 'past', 'removed'];

export interface Group {
  key: string;
  path: string;
  heading: string | undefined;
  /** Stands above the parts of the document because somebody has to look at it. */
  first: boolean;
  items: Item[];
}

/**
 * Items as the screen lists them. `first` holds the ids that wanted a look when the view was opened, so that an
 * item does not jump away under one's hand when it is marked.
 */
export function group(
  items: readonly Item[],
  view: View,
  first: ReadonlySet<string>,
  kinds: ReadonlySet<string>,
): Group[] {
  const chosen = items.filter(
    (item) =>
      (kinds.size === 0 || kinds.has(item.kind)) &&
      (view === 'removed' ? !isKept(item) : isKept(item)) &&
      (view !== 'unresolved' || unresolved(item).length > 0 || first.has(item.id)) &&
      (view !== 'past' || item.past || first.has(item.id)),
  );
  const groups: Group[] = [];
  const ahead = view === 'first' ? chosen.filter((item) => first.has(item.id)) : [];
  if (ahead.length > 0) groups.push({ key: '!', path: '', heading: undefined, first: true, items: ahead });
  let last: Group | undefined;
  for (const item of chosen) {
    if (view === 'first' && first.has(item.id)) continue;
    const path = parentPath(item.path);
    if (!last || last.path !== path) {
      last = { key: `${groups.length}/${path}`, path, heading: undefined, first: false, items: [] };
      groups.push(last);
    }
    last.heading ??= item.heading ?? undefined;
    last.items.push(item);
  }
  return groups;
}

export interface Mark {
  start: number;
  end: number;
  item: string;
  /** `text`, `timeframe`, `party:<id>` … */
  field: string;
}

/** One stretch of text with the items that speak of it, the nearest first. */
export interface Segment {
  start: number;
  end: number;
  marks: Mark[];
}

export function marksOf(items: readonly Item[]): Mark[] {
  return items
    .filter(isKept)
    .flatMap((item) =>
      Object.entries(item.spans).map(([field, s]) => ({ start: s.start, end: s.end, item: item.id, field })),
    )
    .filter((m) => m.end > m.start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Cuts `[from, to)` at every border of a mark. `marks` are sorted by start. */
export function segments(from: number, to: number, marks: readonly Mark[]): Segment[] {
  const here = marks.filter((m) => m.start < to && m.end > from);
  const cuts = new Set([from, to]);
  for (const m of here) {
    if (m.start > from) cuts.add(m.start);
    if (m.end < to) cuts.add(m.end);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const result: Segment[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const [start, end] = [sorted[i] ?? 0, sorted[i + 1] ?? 0];
    result.push({
      start,
      end,
      marks: here
        .filter((m) => m.start <= start && m.end >= end)
        .sort((a, b) => a.end - a.start - (b.end - b.start)),
    });
  }
  return result;
}

export interface Chunk {
  index: number;
  start: number;
  end: number;
}

/** Parts of a long text, cut at line ends, so that those out of sight need not be drawn. */
export function chunks(text: string, size = 4000): Chunk[] {
  const result: Chunk[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + size);
    if (end < text.length) {
      const line = text.indexOf('\n', end);
      end = line < 0 ? text.length : line + 1;
    }
    result.push({ index: result.length, start, end });
    start = end;
  }
  return result;
}

/** A proposal for splitting: at semicolons, else between sentences. */
export function proposeParts(text: string): string[] {
  const cut = (at: RegExp) =>
    text
      .split(at)
      .map((part) => part.trim())
      .filter((part) => part.length > 0);
  const bySemicolon = cut(/;\s+/);
  const parts = bySemicolon.length > 1 ? bySemicolon : cut(/(?<=\.)\s+(?=\p{Lu})/u);
  return parts.length > 1 ? parts : [text, ''];
}
