import { formatDate, formatNumber } from '~/ui/format';
import { daysOf } from './range';
import type { HoldInfo } from './types';

/** How many times smaller events are on disk: `8,3`; undefined where nothing can be said. */
export function timesSmaller(raw: number, bytes: number): string | undefined {
  return raw > 0 && bytes > 0 ? formatNumber(raw / bytes, { max: 1 }) : undefined;
}

/** From when to when: days where both ends are midnight, instants otherwise. */
export function spanText(from: string, to: string): { from: string; to: string } {
  const days = daysOf(from, to);
  return days
    ? { from: formatDate(days.first), to: formatDate(days.last) }
    : { from: formatDate(from), to: formatDate(to) };
}

/** Holds in force first, then those that were lifted; the newest first in each. */
export function inOrder(holds: readonly HoldInfo[]): { active: HoldInfo[]; lifted: HoldInfo[] } {
  const newest = [...holds].sort((a, b) => b.placed_at.localeCompare(a.placed_at));
  return { active: newest.filter((h) => !h.lifted_at), lifted: newest.filter((h) => h.lifted_at) };
}
