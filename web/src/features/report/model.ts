import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, isProblem, type Schema, versioned } from '~/api/client';
import type { Tone } from '~/ui/StatusTag';

export type Report = Schema<'ReportView'>;
export type ReportItem = Schema<'ReportItem'>;
export type Counts = Schema<'ReportCounts'>;
export type Outline = Schema<'OutlineWire'>;
export type OutlineBlock = Schema<'OutlineBlockWire'>;
export type Head = Schema<'HeadWire'>;
export type PeriodPreset = Schema<'PeriodPreset'>;

export const states = ['preparing', 'closed', 'approved', 'numbered', 'issued', 'cancelled'] as const;
export type State = (typeof states)[number];

export const stateTones: Record<State, Tone> = {
  preparing: 'medium',
  closed: 'high',
  approved: 'low',
  numbered: 'low',
  issued: 'good',
  cancelled: 'info',
};

/** The figures of a report in the order they are read, and the rows each of them stands for. */
export const figures = [
  { key: 'duties', filter: {} },
  { key: 'done', filter: { answer: 'done' } },
  { key: 'in_progress', filter: { answer: 'in_progress' } },
  { key: 'not_started', filter: { answer: 'not_started' } },
  { key: 'not_done', filter: { answer: 'not_done' } },
  { key: 'no_answer', filter: { answer: 'no_answer' } },
  { key: 'late', filter: { late: true } },
  { key: 'silent', filter: { silent: true } },
] as const satisfies readonly { key: keyof Counts; filter: RowFilter }[];
export type FigureKey = (typeof figures)[number]['key'];

/** Which rows a figure stands for. */
export interface RowFilter {
  answer?: string;
  late?: boolean;
  silent?: boolean;
  agency_id?: string;
}

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/reports/{id}', { params: { path: { id } }, signal })),
  });

/** After any step: the report, its figures, its document and all lists may differ. */
export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['reports'] });
}

/** Somebody else was faster; the record must be read again before anything is sent. */
export function isConflict(error: unknown): boolean {
  return isProblem(error) && error.isConflict;
}

/** The preset most people want: the last period of its kind that is over, else the first. */
export function presetFor(
  presets: readonly PeriodPreset[],
  kind: string,
  today: string,
): PeriodPreset | undefined {
  const same = presets.filter((p) => p.kind === kind);
  return same.findLast((p) => p.to <= today) ?? same[0];
}

/** The agency itself completed its part; what was frozen when the report closed was completed by nobody. */
export function isCompleted(part: { state: string; completed_at?: string | null | undefined }): boolean {
  return part.state === 'complete' || Boolean(part.completed_at);
}

/** The last day of the period while it is still to come: no number can be given before it. */
export function endToCome(to: string | undefined, today: string): string | undefined {
  return to !== undefined && to > today ? to : undefined;
}

/** Open parts first (silent ones on top), then by name as given. */
export function sortParts<T extends { state: string; silent: boolean }>(parts: readonly T[]): T[] {
  const rank = (p: T) => (p.state === 'open' ? (p.silent ? 0 : 1) : 2);
  return parts
    .map((part, at) => ({ part, at }))
    .sort((a, b) => rank(a.part) - rank(b.part) || a.at - b.at)
    .map(({ part }) => part);
}

/** Moves one entry of a list; outside the list nothing changes. */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): T[] {
  const to = from + by;
  const next = [...list];
  if (to < 0 || to >= list.length || from < 0 || from >= list.length) return next;
  const [entry] = next.splice(from, 1);
  if (entry !== undefined) next.splice(to, 0, entry);
  return next;
}

/** A name for a new section or part that no other one has. */
export function freshId(taken: readonly string[], stem: string): string {
  let n = taken.length + 1;
  while (taken.includes(`${stem}_${n}`)) n += 1;
  return `${stem}_${n}`;
}
