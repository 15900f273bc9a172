/** Pages of lists, and files, as every room beside the inbox asks the server for them. */
import { saveFile } from '~/features/agency/accounts';
import { ask, askFile } from '~/features/incident/ask';
import type { TablePage, TableQuery } from '~/ui/DataTable';
import { offsetOf, tablePage } from '../api';

export interface Paged<T> {
  items: T[];
  total: number;
}

type Asked = TableQuery & { cursor: string | undefined; limit: number; signal: AbortSignal };

/** One page of a list, for `DataTable`. */
export async function pageOf<T>(
  path: string,
  { search, filters, cursor, limit, signal }: Asked,
  more: Record<string, string> = {},
): Promise<TablePage<T>> {
  const offset = offsetOf(cursor);
  const query = { ...queryOf({ search, filters }), ...more, offset, limit };
  return tablePage(await ask<Paged<T>>('GET', path, { query, signal }), offset);
}

/** What stands in the URL, as the server takes it: one value of a filter. */
export function queryOf({ search, filters }: Pick<TableQuery, 'search' | 'filters'>): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, [value]] of Object.entries(filters)) if (value) query[key] = value;
  if (search) query.search = search;
  return query;
}

/** A file of the server, saved under its name. */
export async function save(path: string, query: object, fallback: string): Promise<void> {
  const { content, name } = await askFile(path, { query });
  saveFile(content, name || fallback);
}
