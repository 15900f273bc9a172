import type { DutyDetail } from './api';

/** What the report form holds, and how it is sent. */
export interface ReportValues {
  status?: string;
  /** Null: no answer, which is not zero. */
  percent?: number | null;
  note?: string;
  product?: string;
  /** yyyy-MM-dd */
  done_on?: string | null;
}

/** Statuses an agency may report. */
export const REPORTABLE = ['not_started', 'in_progress', 'done', 'not_done'] as const;

/** The parts of the request: words that were filled in, and the files. Percent and day only where they mean something. */
export function partsOf(values: ReportValues): Record<string, string> {
  const parts: Record<string, string> = { status: values.status ?? '' };
  const { status, percent, done_on } = values;
  if ((status === 'in_progress' || status === 'not_done') && percent !== null && percent !== undefined)
    parts.percent = String(Math.round(percent));
  if (status === 'not_started') parts.percent = '0';
  if (status === 'done' && done_on) parts.done_on = done_on;
  for (const key of ['note', 'product'] as const) {
    const text = values[key]?.trim();
    if (text) parts[key] = text;
  }
  return parts;
}

export function formOf(parts: Record<string, string>, files: readonly File[]): FormData {
  const form = new FormData();
  for (const [key, value] of Object.entries(parts)) form.append(key, value);
  for (const file of files) form.append('files', file, file.name);
  return form;
}

/** Evidence is asked for when something is said to be done and nothing is attached. */
export function wantsEvidence(values: ReportValues, files: number): boolean {
  return values.status === 'done' && files === 0;
}

/** What the last report still lacks, by the server's rule: a percent, and of what is done a file. */
export function missingOf({
  duty,
  sufficiency,
}: {
  duty: Pick<DutyDetail['duty'], 'status'>;
  sufficiency: DutyDetail['sufficiency'];
}): ('percent' | 'files')[] {
  const missing: ('percent' | 'files')[] = [];
  if (!sufficiency.has_percent) missing.push('percent');
  if (duty.status === 'done' && !sufficiency.has_files) missing.push('files');
  return missing;
}
