/** Reports of monitoring: of a day, of seven days. */
export const KINDS = ['daily', 'weekly'] as const;
export type Kind = (typeof KINDS)[number];

/** What the address says; a day where it says nothing that is known. */
export function kindOf(text: string | null): Kind {
  return KINDS.find((kind) => kind === text) ?? 'daily';
}

/** Where a file of the report is fetched. */
export function exportLink(kind: Kind, query: Record<string, string>): string {
  return `/api/v1/monitoring-reports/${kind}/export?${new URLSearchParams(query)}`;
}
