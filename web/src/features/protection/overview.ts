import type { TableQuery } from '~/ui/DataTable';

export const LEVELS = [1, 2, 3, 4, 5] as const;

/** 1–5 for the ground of a cell: the lower the share, the lower the number; 0: nothing applies. */
export function heatOf(percent: number | null | undefined): 0 | 1 | 2 | 3 | 4 | 5 {
  if (percent === null || percent === undefined) return 0;
  if (percent >= 100) return 5;
  if (percent >= 75) return 4;
  if (percent >= 50) return 3;
  return percent >= 25 ? 2 : 1;
}

/** What stands in the address, as the server takes it. */
export function askScores({ search, sort, filters }: TableQuery) {
  const said = {
    agency: filters.agency?.[0],
    level: filters.level?.join(','),
    layers: filters.layers?.[0],
    flag: filters.flag?.join(','),
    search,
    sort,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value)) as Partial<
    Record<keyof typeof said, string>
  >;
}
