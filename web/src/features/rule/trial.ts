import { isoOf } from '~/features/search/range';
import { daysBetween, localDay } from '~/ui/format';
import type { Trial, TrialFinding } from './api';

/** Times that a trial may look at, in hours; the server takes 31 days at most. */
export const SPANS = { hour: 1, day: 24, week: 7 * 24, month: 31 * 24 } as const;
export type Span = keyof typeof SPANS;
export type TrialRange = Span | { from: string; to: string };
const HOUR = 3_600_000;
const MAX_MS = SPANS.month * HOUR;

/** What is asked: of the last day nothing is said, so that the server's clock counts. */
export function askedTimes(range: TrialRange, now: number): { from?: string; to?: string } {
  if (typeof range === 'object') return range;
  if (range === 'day') return {};
  const from = isoOf(now - SPANS[range] * HOUR);
  // To the hundredth of a second later it would be more than 31 days.
  return range === 'month' ? { from, to: isoOf(now) } : { from };
}

/** The same as two instants, to draw it by. */
export function windowOf(range: TrialRange, now: number): { from: string; to: string } {
  if (typeof range === 'object') return range;
  return { from: isoOf(now - SPANS[range] * HOUR), to: isoOf(now) };
}

/** What is wrong with a time that a person chose. */
export function refused(from: string, to: string): 'before_from' | 'too_far' | undefined {
  const length = Date.parse(to) - Date.parse(from);
  if (!(length > 0)) return 'before_from';
  return length > MAX_MS ? 'too_far' : undefined;
}

/** Every day of the time with its findings, also those without any; no further than the trial came. */
export function daysOf(trial: Pick<Trial, 'days' | 'until'>, window: { from: string; to: string }) {
  const found = new Map(trial.days.map((d) => [d.day, d.findings]));
  const ends = [...found.keys(), localDay(new Date(trial.until ?? window.to))].sort();
  const first = [localDay(new Date(window.from)), ...found.keys()].sort()[0] ?? '';
  const last = ends[ends.length - 1] ?? first;
  const length = Math.min(daysBetween(first, last), 40);
  return Array.from({ length: length + 1 }, (_, at) => {
    const day = new Date(Date.parse(`${first}T00:00:00Z`) + at * 24 * HOUR).toISOString().slice(0, 10);
    return { day, findings: found.get(day) ?? 0 };
  });
}

/** The event of a finding, as one takes it along to an exception. */
export interface Picked {
  entity: string | null;
  event: Record<string, unknown>;
}

export function pickedOf(finding: Pick<TrialFinding, 'entity' | 'event'>): Picked {
  return { entity: finding.entity ?? null, event: finding.event };
}

/** What came along with the address; anything may stand there. */
export function readPicked(state: unknown): Picked | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { event, entity } = state as Partial<Picked>;
  if (typeof event !== 'object' || event === null) return undefined;
  return { event, entity: typeof entity === 'string' ? entity : null };
}
