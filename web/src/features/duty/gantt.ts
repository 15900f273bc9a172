/** Where bars of a Gantt chart stand, by quarters. Days are plain `yyyy-MM-dd`; no time zones are involved. */

export interface Span {
  starts_on?: string | null;
  due_on?: string | null;
}

export interface Quarter {
  year: number;
  /** 1..4 */
  quarter: number;
}

export interface Range {
  /** First day of the first quarter. */
  from: string;
  /** Last day of the last quarter. */
  to: string;
  quarters: Quarter[];
}

export interface Bar {
  /** Percent of the width. */
  left: number;
  width: number;
  /** The work began before, or ends after, what is drawn. */
  cutLeft: boolean;
  cutRight: boolean;
  /** Only a due date is known: drawn as a point. */
  point: boolean;
}

/** More would leave no room for the words. */
export const MAX_QUARTERS = 12;
const DAY = 86_400_000;

const at = (day: string) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

export function quarterOf(day: string): Quarter {
  return { year: Number(day.slice(0, 4)), quarter: Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1 };
}

function index({ year, quarter }: Quarter): number {
  return year * 4 + quarter - 1;
}

function quarterAt(i: number): Quarter {
  return { year: Math.floor(i / 4), quarter: (i % 4) + 1 };
}

/** First day of a quarter. */
export function startOf({ year, quarter }: Quarter): string {
  return `${year}-${String(quarter * 3 - 2).padStart(2, '0')}-01`;
}

/** The quarters to draw: all dates of the rows and today, cut to `MAX_QUARTERS` that hold today. */
export function rangeOf(rows: readonly Span[], today: string): Range {
  const now = index(quarterOf(today));
  let first = now;
  let last = now;
  for (const row of rows) {
    for (const day of [row.starts_on, row.due_on]) {
      if (!day) continue;
      const i = index(quarterOf(day));
      first = Math.min(first, i);
      last = Math.max(last, i);
    }
  }
  // The past is told by "late"; what lies ahead needs the room.
  first = Math.max(first, now - 3);
  last = Math.min(Math.max(last, first + 3), first + MAX_QUARTERS - 1);
  const quarters = Array.from({ length: last - first + 1 }, (_, n) => quarterAt(first + n));
  return {
    from: startOf(quarterAt(first)),
    to: dayOf(at(startOf(quarterAt(last + 1))) - DAY),
    quarters,
  };
}

/** Percent from the left edge at which a day begins, clamped to the chart. */
export function shareOf(day: string, range: Range): number {
  const whole = at(range.to) + DAY - at(range.from);
  return Math.min(100, Math.max(0, ((at(day) - at(range.from)) / whole) * 100));
}

/** The bar of a row; undefined when it has no date, or none within the chart. */
export function barOf(row: Span, range: Range): Bar | undefined {
  const end = row.due_on ?? undefined;
  if (!end) return undefined;
  const start = row.starts_on && row.starts_on <= end ? row.starts_on : end;
  if (end < range.from || start > range.to) return undefined;
  const left = shareOf(start, range);
  const right = shareOf(dayOf(at(end) + DAY), range);
  return {
    left,
    width: right - left,
    cutLeft: start < range.from,
    cutRight: end > range.to,
    point: start === end,
  };
}
