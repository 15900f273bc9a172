import type { Cluster } from './api';

export interface Summed {
  /** Those that were told. */
  amount: number | null;
  first: string;
  last: string;
  /** Of most reports; null where none was told. */
  scamType: string | null;
}

/** What the reports of a cluster have together. */
export function sumOf({ reports }: Pick<Cluster, 'reports'>): Summed {
  const amounts = reports.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const times = reports.map(({ received_at }) => received_at).sort();
  const counts = new Map<string, number>();
  for (const { scam_type } of reports) if (scam_type) counts.set(scam_type, (counts.get(scam_type) ?? 0) + 1);
  const [common] = [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  return {
    amount: amounts.length > 0 ? amounts.reduce((sum, one) => sum + one, 0) : null,
    first: times[0] ?? '',
    last: times[times.length - 1] ?? '',
    scamType: common?.[0] ?? null,
  };
}

/** What joins most of its reports. */
export function strongest({ indicators }: Pick<Cluster, 'indicators'>): Cluster['indicators'] {
  return [...indicators].sort((a, b) => b.reports - a.reports || a.value.localeCompare(b.value));
}

/** What is of no campaign yet stands first; the rest may only have grown. */
export function proposals<T extends Pick<Cluster, 'campaign_id'>>(
  clusters: readonly T[],
): { fresh: T[]; known: T[] } {
  return {
    fresh: clusters.filter((one) => one.campaign_id === null),
    known: clusters.filter((one) => one.campaign_id !== null),
  };
}
