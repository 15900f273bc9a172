import type { ReactNode } from 'react';

/** One page of a list as the server gives it. */
export interface TablePage<T> {
  items: T[];
  next_cursor?: string | null;
  /** Of all rows that match; null when counting would be too dear. */
  total?: number | null;
}

/** What the person asked of the list; all of it stands in the URL. */
export interface TableQuery {
  search: string;
  /** `due` ascending, `-due` descending. */
  sort: string | undefined;
  /** Chosen values by filter key; a date range is `<key>_from` and `<key>_to` (yyyy-MM-dd). */
  filters: Record<string, string[]>;
}

export interface DataColumn<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** The header sorts by `key`. */
  sortable?: boolean;
  /** Needed to sort a list given as `rows`. */
  sortValue?: (row: T) => string | number | null | undefined;
  /** CSS width. */
  width?: string;
  align?: 'right' | 'center';
  /** Names the row: row header for screen readers, title of the card on a phone, link when `rowTo` is given. */
  primary?: boolean;
  /** Not shown until chosen under "columns". */
  hidden?: boolean;
  /** Leave out of the phone's card. */
  notOnPhone?: boolean;
}

export interface FilterOption {
  value: string;
  label: string;
}

export interface FilterDef<T = never> {
  key: string;
  label: string;
  kind: 'select' | 'multi' | 'flag' | 'dates';
  /** Seldom wanted: stands behind "more filters" until it is opened or has a value. */
  more?: boolean;
  options?: FilterOption[];
  /** Widens a choice that cannot be asked for as it is; the control shows the result. */
  normalise?: (values: string[]) => string[];
  /** For long lists (agencies): asked while one types. */
  loadOptions?: (text: string, signal: AbortSignal) => Promise<FilterOption[]>;
  /** Names of values that came with the URL. */
  loadLabels?: (values: string[], signal: AbortSignal) => Promise<FilterOption[]>;
  /** Needed to filter a list given as `rows`; dates come as [from, to], either may be ''. */
  match?: (row: T, values: string[]) => boolean;
}
