import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { matches } from '~/app/fold';
import { type Session, useSession } from '~/app/session';
import type { FilterOption } from '~/ui/DataTable';
import { summaryQuery } from './api';

const words = new Intl.Collator('vi', { numeric: true });

/** Agencies that a person has a post or a role in. */
export function ownAgencies(session: Session): FilterOption[] {
  const found = new Map<string, string>();
  for (const post of session.posts) found.set(post.agency_id, post.agency_name ?? '');
  for (const role of session.roles)
    if (role.agency_id) found.set(role.agency_id, role.agency_name ?? found.get(role.agency_id) ?? '');
  return [...found].map(([value, label]) => ({ value, label: label || value }));
}

/** The agencies that owe something within reach, and the own ones, by name. */
export function mergeAgencies(
  counted: readonly { agency: { id: string; name: string } }[],
  own: readonly FilterOption[],
): FilterOption[] {
  const found = new Map(own.map((o) => [o.value, o.label]));
  for (const { agency } of counted)
    if (agency.name || !found.has(agency.id)) found.set(agency.id, agency.name || agency.id);
  return [...found]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => words.compare(a.label, b.label));
}

/** All agencies to choose from, for pickers outside a filter bar. */
export function useAgencies(): { options: FilterOption[]; loading: boolean } {
  const session = useSession();
  const summary = useQuery(summaryQuery());
  const options = useMemo(
    () => mergeAgencies(summary.data?.by_agency ?? [], ownAgencies(session)),
    [summary.data, session],
  );
  return { options, loading: summary.isPending };
}

/** Options and labels of an agency filter, asked for when it is opened. */
export function agencyFilter(client: QueryClient, session: Session) {
  const all = async () =>
    mergeAgencies((await client.ensureQueryData(summaryQuery())).by_agency, ownAgencies(session));
  return {
    loadOptions: async (text: string) =>
      (await all()).filter((o) => !text.trim() || matches(o.label, text)).slice(0, 60),
    loadLabels: async (values: string[]) => (await all()).filter((o) => values.includes(o.value)),
  };
}
