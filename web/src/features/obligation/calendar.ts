import type { Schema } from '~/api/client';
import type { Tone } from '~/ui/StatusTag';

export type Line = Schema<'CalendarLine'>;

export const STANDINGS = ['overdue', 'due', 'met_late', 'met', 'undated', 'not_owed'] as const;
export const STANDING_TONES: Record<string, Tone> = {
  overdue: 'urgent',
  due: 'medium',
  met: 'good',
  met_late: 'high',
  undated: 'info',
  not_owed: 'info',
};

/** What is not done stands above what is. */
const WORST = ['overdue', 'due', 'undated', 'met_late', 'met', 'not_owed'] as const;

/** `2026-11`. */
export type Month = string;

export function monthOf(day: string): Month {
  return day.slice(0, 7);
}

export function shiftMonth(month: Month, by: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + by;
  return `${Math.floor(index / 12)}-${String((((index % 12) + 12) % 12) + 1).padStart(2, '0')}`;
}

/** `2026-11` and nothing else; what is typed into an address may be anything. */
export function isMonth(text: string | null): text is Month {
  return text !== null && /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text);
}

/** First and last day. */
export function monthRange(month: Month): { from: string; to: string } {
  const next = Date.parse(`${shiftMonth(month, 1)}-01T00:00:00Z`);
  return { from: `${month}-01`, to: new Date(next - 86_400_000).toISOString().slice(0, 10) };
}

/** Whole weeks from Monday to Sunday that hold the month. */
export function weeksOf(month: Month): string[][] {
  const { from, to } = monthRange(month);
  const first = new Date(`${from}T00:00:00Z`);
  // Sunday is 0 and ends the week.
  let at = first.getTime() - ((first.getUTCDay() + 6) % 7) * 86_400_000;
  const end = Date.parse(`${to}T00:00:00Z`);
  const weeks: string[][] = [];
  while (at <= end) {
    weeks.push(Array.from({ length: 7 }, (_, n) => new Date(at + n * 86_400_000).toISOString().slice(0, 10)));
    at += 7 * 86_400_000;
  }
  return weeks;
}

/** 1 for Monday … 7 for Sunday. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** The same report of the same day, owed by one agency or by many. */
export interface Bundle {
  key: string;
  /** In the order given. */
  lines: Line[];
  /** Stands for all of them: same title, day, receiver and law. */
  first: Line;
  /** The worst of them. */
  standing: string;
  met: number;
}

/** One report that thirty agencies owe is one thing to look at, not thirty. */
export function bundles(lines: readonly Line[]): Bundle[] {
  const found = new Map<string, Bundle>();
  for (const line of lines) {
    const key = JSON.stringify([line.source, line.title, line.due_on, line.to, line.citation]);
    const there = found.get(key);
    if (there) there.lines.push(line);
    else found.set(key, { key, lines: [line], first: line, standing: line.standing, met: 0 });
  }
  for (const bundle of found.values()) {
    bundle.standing = WORST.find((s) => bundle.lines.some((l) => l.standing === s)) ?? bundle.first.standing;
    bundle.met = bundle.lines.filter((l) => l.standing.startsWith('met')).length;
  }
  return [...found.values()];
}

/** Bundles by their day. */
export function byDay(all: readonly Bundle[]): Map<string, Bundle[]> {
  const days = new Map<string, Bundle[]>();
  for (const bundle of all) {
    const day = bundle.first.due_on;
    if (!day) continue;
    const there = days.get(day);
    if (there) there.push(bundle);
    else days.set(day, [bundle]);
  }
  return days;
}

/** One key per line: a date of the law has no record until somebody meets it. */
export function keyOf(line: Line): string {
  return line.id ?? `${line.statutory_code}@${line.due_on}`;
}

/** Overdue first, then by date; undated ones last. */
export function inOrder(lines: readonly Line[]): Line[] {
  const rank = (line: Line) => (line.standing === 'overdue' ? 0 : line.standing === 'undated' ? 2 : 1);
  return [...lines].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.due_on ?? '9999').localeCompare(b.due_on ?? '9999') ||
      a.title.localeCompare(b.title, 'vi'),
  );
}

/** What the form "mark as met" holds. */
export interface MeetValues {
  kind?: 'document' | 'system';
  name?: string;
  day?: string | null;
  receipt?: string;
  agency?: string | null;
}

/** The parts of the request; a receipt belongs to an entry in a system only. */
export function meetParts(values: MeetValues, line: Line): Record<string, string> {
  const parts: Record<string, string> = {
    kind: values.kind ?? 'document',
    name: values.name?.trim() ?? '',
    day: values.day ?? '',
  };
  const receipt = values.receipt?.trim();
  if (parts.kind === 'system' && receipt) parts.receipt = receipt;
  if (line.id) {
    if (line.version !== null && line.version !== undefined) parts.version = String(line.version);
  } else if (values.agency) parts.agency = values.agency;
  return parts;
}
