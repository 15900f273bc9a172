import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { ask } from '~/features/incident/ask';
import type { TablePage, TableQuery } from '~/ui/DataTable';
import type { View } from './model';

/** What the server always sends, though the document calls what may be null optional. */
export type Whole<T> = T extends (infer I)[]
  ? Whole<I>[]
  : T extends object
    ? { [K in keyof T]-?: Whole<T[K]> }
    : T;

export type Choices = Whole<Schema<'HotlineChoices'>>;
export type Kind = Choices['kinds'][number];
export type ScamType = Choices['scam_types'][number];
export type Template = Choices['templates'][number];
export type Contact = Whole<Schema<'HotlineContact'>>;

/** A report as lists show it: nothing in it says who reports, or what they wrote. */
export type ReportLine = Whole<Schema<'HotlineReportLine'>>;
export type ReportPage = Whole<Schema<'HotlineReportPage'>>;
export type Counts = ReportPage['counts'];
export type ReportDetail = Whole<Schema<'HotlineReportDetail'>>;
export type Classification = ReportDetail['classifications'][number];
export type Term = ReportDetail['terms'][number];
export type Transfer = Whole<Schema<'HotlineTransfer'>>;
export type Call = Whole<Schema<'HotlineCall'>>;
export type Mention = Whole<Schema<'HotlineMention'>>;
export type Reveal = Whole<Schema<'HotlineReveal'>>;

/** What was sealed. It is held by the page that shows it, never by the cache of answers. */
export type Opened = Whole<Schema<'HotlineOpened'>>;
export type Proposal = Whole<Schema<'HotlineProposal'>>;
export type Message = Opened['messages'][number];
export type Attachment = Opened['attachments'][number];
export type Identity = Whole<Schema<'HotlineIdentity'>>;
export type Form = Whole<Schema<'HotlineForm'>>;

export type NewReport = Whole<Schema<'HotlineNewReport'>>;
export type Filed = Whole<Schema<'HotlineFiled'>>;

export type OpeningPage = Whole<Schema<'HotlineOpeningPage'>>;
export type Opening = OpeningPage['items'][number];
export type OpeningSummary = Whole<Schema<'HotlineOpeningSummary'>>;
/** How much one person opened, and how much of it idly. */
export type Opener = OpeningSummary['people'][number];
export type RevealPage = Whole<Schema<'HotlineRevealPage'>>;

/** A list that people act by is asked for again by itself. */
export const REFRESH_MS = 10_000;

/** All pages that are loaded are asked for again: the more of them, the more seldom. */
export function refreshMsOf(page: string | null): number {
  const pages = Number.parseInt(page ?? '1', 10) || 1;
  return REFRESH_MS * Math.min(6, Math.ceil(pages / 4));
}

export const choicesQuery = queryOptions({
  queryKey: ['hotline', 'choices'],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }) => ask<Choices>('GET', '/hotline/choices', { signal }),
});

/** Filled by whoever reads a list of reports. */
export const countsQuery = queryOptions({
  queryKey: ['hotline', 'counts'],
  enabled: false,
  queryFn: async ({ signal }) => (await readReports({ view: 'open', limit: 1 }, signal)).counts,
});

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['hotline', 'one', id],
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => readReport(id, signal),
  });

/** The most urgent, the newest of them first. */
export const homeQuery = queryOptions({
  queryKey: ['hotline', 'home'],
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => readReports({ view: 'open', order: 'urgency', limit: 5 }, signal),
});

export const summaryQuery = (period: { from?: string; to?: string }) =>
  queryOptions({
    queryKey: ['hotline', 'opening_summary', period],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      ask<OpeningSummary>('GET', '/hotline/openings/summary', { query: period, signal }),
  });

export const readReport = (id: string, signal?: AbortSignal) =>
  ask<ReportDetail>('GET', '/hotline/reports/{id}', { path: { id }, ...(signal ? { signal } : {}) });

export const readReports = (query: object, signal?: AbortSignal) =>
  ask<ReportPage>('GET', '/hotline/reports', { query, ...(signal ? { signal } : {}) });

export const readReveals = (query: object, signal?: AbortSignal) =>
  ask<RevealPage>('GET', '/hotline/reveals', { query, ...(signal ? { signal } : {}) });

export const readOpenings = (query: object, signal?: AbortSignal) =>
  ask<OpeningPage>('GET', '/hotline/openings', { query, ...(signal ? { signal } : {}) });

/** Lists of the hotline are paged by how many rows lie before. */
export function offsetOf(cursor: string | undefined): number {
  return Number.parseInt(cursor ?? '0', 10) || 0;
}

/** A page of such a list as tables take it. */
export function tablePage<T>(page: { items: T[]; total: number }, offset: number): TablePage<T> {
  const end = offset + page.items.length;
  const more = page.items.length > 0 && end < page.total;
  return { items: page.items, total: page.total, next_cursor: more ? String(end) : null };
}

/** Filters of the list that the server takes under the same name, one value each. */
const ONE = ['urgency', 'state', 'kind', 'scam_type', 'desk_id', 'channel'] as const;
export const ORDERS = ['urgency', 'due', 'newest', 'waiting'] as const;

/** What the list asks of the server for what stands in the URL. */
export function askOf({ search, sort, filters }: TableQuery, view: View): Record<string, string> {
  const of: Record<string, string> = { view };
  for (const key of ONE) {
    const value = filters[key]?.[0];
    if (value) of[key] = value;
  }
  if (filters.overdue?.[0] === 'true') of.overdue = 'true';
  if (search) of.search = search;
  of.order = ORDERS.find((one) => one === sort) ?? ORDERS[0];
  return { ...of, ...daysOf(filters, 'at') };
}

/** `from` and `to` of a filter of days, as lived in Viet Nam: the last one is part of them, and ends before the next. */
export function daysOf(filters: TableQuery['filters'], key: string): { from?: string; to?: string } {
  return periodOf(filters[`${key}_from`]?.[0], filters[`${key}_to`]?.[0]);
}

export function periodOf(from?: string | null, to?: string | null): { from?: string; to?: string } {
  const begin = (day: string, later: number) => {
    const at = Date.parse(`${day}T00:00:00+07:00`);
    return Number.isNaN(at) ? undefined : new Date(at + later * 86_400_000).toISOString();
  };
  const [first, end] = [from && begin(from, 0), to && begin(to, 1)];
  return { ...(first ? { from: first } : {}), ...(end ? { to: end } : {}) };
}

/** Everything read of the hotline is asked for again, but what hardly ever changes. */
export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'hotline' && queryKey[1] !== 'choices',
  });
}
