import { localDay } from '~/ui/format';

/** A post or grant: held from `from` on, up to and without `to`. */
export interface Dated {
  from: string;
  to?: string | null | undefined;
}

export type Phase = 'future' | 'held' | 'past';

/** Where a dated thing stands on a day (`yyyy-MM-dd`, which compares as text). */
export function phaseOf({ from, to }: Dated, today = localDay(new Date())): Phase {
  if (to && to <= today) return 'past';
  return from > today ? 'future' : 'held';
}

const ORDER: Record<Phase, number> = { held: 0, future: 1, past: 2 };

/** What is held first, then what will be, then what was; the newest first within each. */
export function byPhase<T extends Dated>(items: readonly T[], today?: string): T[] {
  return [...items].sort(
    (a, b) => ORDER[phaseOf(a, today)] - ORDER[phaseOf(b, today)] || b.from.localeCompare(a.from),
  );
}

/** The last day of a period whose end is the first day after it. */
export function lastDay(to: string): string {
  return new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** The first day after a last day. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
