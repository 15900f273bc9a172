import { fold } from '~/app/fold';
import type { Session } from '~/app/session';

export interface AgencyOption {
  value: string;
  label: string;
}

/** Agencies that the person has a post or a role in: who may own what is imported. */
export function ownAgencies(session: Session): AgencyOption[] {
  const found = new Map<string, string>();
  for (const role of session.roles)
    if (role.agency_id) found.set(role.agency_id, role.agency_name || role.agency_id);
  for (const post of session.posts) found.set(post.agency_id, post.agency_name || post.agency_id);
  return [...found].map(([value, label]) => ({ value, label }));
}

/** Agencies already named in the version, likeliest first for a printed name. */
export function candidates(printed: string, names: Record<string, string>): AgencyOption[] {
  const words = new Set(fold(printed).split(/\s+/));
  const score = (label: string) => {
    const own = fold(label).split(/\s+/);
    return own.filter((w) => words.has(w)).length / Math.max(own.length, words.size);
  };
  return Object.entries(names)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => score(b.label) - score(a.label) || a.label.localeCompare(b.label, 'vi'));
}
