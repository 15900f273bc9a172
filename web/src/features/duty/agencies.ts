import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Session } from '~/app/session';
import { agencyFilter as filterOf, ownAgencies } from '~/features/agency/choices';
import type { FilterOption } from '~/ui/DataTable';
import { owingQuery } from './api';

const words = new Intl.Collator('vi', { numeric: true });

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

/** The agencies that owe something now, to take all of them at once. */
export function useOwing(): FilterOption[] {
  const owing = useQuery(owingQuery);
  return useMemo(() => mergeAgencies(owing.data ?? [], []), [owing.data]);
}

/** The agency filter of duties: who owes something comes first, the whole directory once something is typed. */
export function agencyFilter(client: QueryClient, session: Session) {
  return filterOf(client, async () =>
    mergeAgencies(await client.ensureQueryData(owingQuery), ownAgencies(session)),
  );
}
