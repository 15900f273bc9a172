import type { QueryClient } from '@tanstack/react-query';
import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, data, type Schema } from '~/api/client';
import type { Session } from '~/app/session';
import type { FilterOption } from '~/ui/DataTable';

export type Choice = Schema<'AgencyChoice'>;

/** An agency to choose: its name, and a second line that tells it from others. */
export interface AgencyOption {
  value: string;
  label: string;
  hint?: string | undefined;
}

/** Ids of one question about labels, as the server takes them. */
const MAX_IDS = 200;

/** What the whole directory offers for a text on a day (today without one); `all`: also what does not exist then. */
export function choicesQuery(search: string, on?: string, all = false) {
  return queryOptions({
    queryKey: ['agencies', 'choices', search, on ?? null, all],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/agencies/choices', {
          params: {
            query: {
              ...(search ? { search } : {}),
              ...(on ? { on } : {}),
              ...(all ? { all } : {}),
              limit: 30,
            },
          },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}

/** The names of agencies that are chosen already, also of closed ones. */
export function labelsQuery(ids: readonly string[], on?: string) {
  const wanted = [...new Set(ids)].sort();
  return queryOptions({
    queryKey: ['agencies', 'labels', wanted, on ?? null],
    queryFn: async ({ signal }) => {
      const parts: Choice[][] = [];
      for (let at = 0; at < wanted.length; at += MAX_IDS) {
        const some = wanted.slice(at, at + MAX_IDS).join(',');
        parts.push(
          await data(
            api.GET('/api/v1/agencies/choices', {
              params: { query: { ids: some, ...(on ? { on } : {}) } },
              signal,
            }),
          ),
        );
      }
      return parts.flat();
    },
    staleTime: 5 * 60_000,
  });
}

/** Agencies that a person has a post or a role in, each once: what pickers offer first. */
export function ownAgencies(session: Session): { value: string; label: string }[] {
  const found = new Map<string, string>();
  for (const post of session.posts) found.set(post.agency_id, post.agency_name);
  for (const role of session.roles)
    if (role.agency_id && !found.get(role.agency_id)) found.set(role.agency_id, role.agency_name ?? '');
  return [...found].map(([value, label]) => ({ value, label: label || value }));
}

export function optionOf(choice: Choice): AgencyOption {
  const t = i18next.getFixedT(null, 'agency');
  const hint = [
    choice.state === 'active' ? undefined : t(`state.${choice.state}`),
    choice.found_by ? t('old_name', { name: choice.found_by }) : undefined,
    choice.parent_name,
  ].filter(Boolean);
  return { value: choice.id, label: choice.name, hint: hint.length > 0 ? hint.join(' · ') : undefined };
}

export interface OptionSources {
  typed: string;
  /** Offered first while nothing is typed: the own agencies, the likeliest. */
  first?: readonly AgencyOption[] | undefined;
  /** Not in the directory yet, always offered. */
  extra?: readonly AgencyOption[] | undefined;
  /** What the directory found. */
  found: readonly AgencyOption[];
  /** Chosen already: kept, so that the box shows names and not ids. */
  chosen: readonly AgencyOption[];
  matches: (label: string, typed: string) => boolean;
}

/** The list of a picker: each agency once; what is not offered but chosen stays at the end. */
export function mergeOptions(of: OptionSources): AgencyOption[] {
  const typed = of.typed.trim();
  const near = [...(of.extra ?? []), ...(of.first ?? [])].filter((o) => !typed || of.matches(o.label, typed));
  const seen = new Set<string>();
  return [...near, ...of.found, ...of.chosen].filter(({ value }) => !seen.has(value) && seen.add(value));
}

/**
 * Options and labels of an agency filter. Nothing typed: `near`, then the directory's first; typed: the whole
 * directory, closed agencies too, because records keep the agency as signed.
 */
export function agencyFilter(client: QueryClient, near: () => Promise<FilterOption[]> | FilterOption[]) {
  return {
    loadOptions: async (text: string): Promise<FilterOption[]> => {
      const typed = text.trim();
      const own = typed ? [] : await near();
      if (own.length >= 30) return own.slice(0, 60);
      const found = (await client.fetchQuery(choicesQuery(typed, undefined, true))).map(optionOf);
      return mergeOptions({ typed: '', first: own, found, chosen: [], matches: () => true });
    },
    loadLabels: async (values: string[]): Promise<FilterOption[]> =>
      (await client.fetchQuery(labelsQuery(values))).map(optionOf),
  };
}
