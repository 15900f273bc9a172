import type { Score, Scored } from './api';

export const LEVELS = [1, 2, 3, 4, 5] as const;

/** Some systems together: requirements met of those that apply. */
export interface Sum {
  systems: number;
  met: number;
  applies: number;
  /** The law's list is known in full for each of them. */
  complete: boolean;
}

export interface HeatRow {
  agency_id: string;
  agency_name: string;
  all: Sum;
  /** By level, 1 first; undefined: no system. */
  cells: (Sum | undefined)[];
}

function add(sum: Sum | undefined, { score }: { score: Score }): Sum {
  const old = sum ?? { systems: 0, met: 0, applies: 0, complete: true };
  return {
    systems: old.systems + 1,
    met: old.met + score.met,
    applies: old.applies + score.items - score.not_applicable,
    complete: old.complete && score.complete,
  };
}

export function sumOf(scores: readonly Scored[]): Sum | undefined {
  return scores.reduce<Sum | undefined>(add, undefined);
}

/** Rounded down; never all while an item is open or a list is known in part. Undefined: nothing applies. */
export function percentOf({ met, applies, complete }: Pick<Sum, 'met' | 'applies' | 'complete'>) {
  if (applies <= 0) return undefined;
  const percent = Math.floor((met * 100) / applies);
  return complete ? percent : Math.min(99, percent);
}

/** A row for each agency, those that have most to do first. */
export function heatRows(scores: readonly Scored[]): HeatRow[] {
  const rows = new Map<string, HeatRow>();
  for (const one of scores) {
    const row = rows.get(one.agency_id) ?? {
      agency_id: one.agency_id,
      agency_name: one.agency_name,
      all: { systems: 0, met: 0, applies: 0, complete: true },
      cells: LEVELS.map(() => undefined),
    };
    row.all = add(row.all, one);
    row.cells[one.level - 1] = add(row.cells[one.level - 1], one);
    rows.set(one.agency_id, row);
  }
  const share = (row: HeatRow) => percentOf(row.all) ?? 100;
  return [...rows.values()].sort(
    (a, b) => share(a) - share(b) || a.agency_name.localeCompare(b.agency_name, 'vi'),
  );
}

/** 1–5 for the ground of a cell: the lower the share, the lower the number; 0: nothing applies. */
export function heatOf(percent: number | undefined): 0 | 1 | 2 | 3 | 4 | 5 {
  if (percent === undefined) return 0;
  if (percent >= 100) return 5;
  if (percent >= 75) return 4;
  if (percent >= 50) return 3;
  return percent >= 25 ? 2 : 1;
}
