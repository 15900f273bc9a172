import { fold } from '~/app/fold';
import type { AgencyOption } from '~/features/agency/choices';

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
