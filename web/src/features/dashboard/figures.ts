import type { Schema } from '~/api/client';

export type Dashboard = Schema<'DashboardView'>;
export type Light = 'met' | 'behind' | 'no_data';
export const lights: readonly Light[] = ['met', 'behind', 'no_data'];

/** How many targets stand where. */
export function countLights(targets: readonly { light: string }[]): Record<Light, number> {
  const found: Record<Light, number> = { met: 0, behind: 0, no_data: 0 };
  for (const { light } of targets) if (light in found) found[light as Light] += 1;
  return found;
}

/** The states a duty is counted under, each duty once; the order of the chart. */
export const dutyStates = ['done', 'in_progress', 'no_answer', 'late', 'not_done'] as const;
export type DutyState = (typeof dutyStates)[number];

/** Where the duties behind a figure are listed. */
export function dutiesPath(filter: {
  state?: DutyState;
  agency?: string;
  plan?: string | undefined;
}): string {
  const query = new URLSearchParams();
  if (filter.plan) query.set('plan', filter.plan);
  if (filter.agency) query.set('agency', filter.agency);
  if (filter.state === 'late') query.set('lateness', 'late');
  else if (filter.state === 'no_answer') query.set('freshness', 'silent');
  else if (filter.state) query.set('status', filter.state);
  const text = query.toString();
  return text ? `/nhiem-vu?${text}` : '/nhiem-vu';
}

/** Targets that need a look come first: behind, then without a value, then met; within that the plan's order. */
export function bySeverity<T extends { light: string }>(targets: readonly T[]): T[] {
  const order: Record<string, number> = { behind: 0, no_data: 1, met: 2 };
  return targets
    .map((target, at) => ({ target, at }))
    .sort((a, b) => (order[a.target.light] ?? 3) - (order[b.target.light] ?? 3) || a.at - b.at)
    .map(({ target }) => target);
}
