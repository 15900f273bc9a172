import dayjs, { type Dayjs } from 'dayjs';
import { dayAfter, lastDay } from '~/features/admin/periods';

/** A day of the wire as the day picker holds it, and back. */
export const pickerDay = (day: string | null | undefined): Dayjs | null => (day ? dayjs(day) : null);
export const wireDay = (day: Dayjs | null | undefined): string | null => day?.format('YYYY-MM-DD') ?? null;

/** A period as forms hold it: `to` is the last day, as people write it; the wire's is the first day after. */
export interface FormPeriod {
  from?: Dayjs | null;
  to?: Dayjs | null;
}

export interface WirePeriod {
  from?: string | null;
  to?: string | null;
}

export const formPeriod = ({ from, to }: WirePeriod): Required<FormPeriod> => ({
  from: pickerDay(from),
  to: pickerDay(to ? lastDay(to) : null),
});

export function wirePeriod({ from, to }: FormPeriod): { from: string | null; to: string | null } {
  const last = wireDay(to);
  return { from: wireDay(from), to: last ? dayAfter(last) : null };
}

/** Oldest first, as the server keeps them; rows without a beginning hold "from before" and come first. */
export function byBeginning<T extends WirePeriod>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
}

/** The first row that overlaps an earlier one with the same key, or holds on no day. */
export function clash<T extends WirePeriod>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): { at: number; reason: 'overlap' | 'before_from' } | undefined {
  for (const [at, row] of rows.entries()) {
    if (row.to && row.to <= (row.from ?? '')) return { at, reason: 'before_from' };
    const before = rows.slice(0, at).filter((other) => keyOf(other) === keyOf(row));
    if (before.some((other) => overlaps(other, row))) return { at, reason: 'overlap' };
  }
  return undefined;
}

function overlaps(a: WirePeriod, b: WirePeriod): boolean {
  return (!a.to || (b.from ?? '') < a.to) && (!b.to || (a.from ?? '') < b.to);
}
