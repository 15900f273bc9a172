import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type Dashboard = Schema<'DashboardView'>;
export type Light = 'met' | 'behind' | 'no_data';
export const lights: readonly Light[] = ['met', 'behind', 'no_data'];

export const dashboardQuery = (plan: string | undefined) =>
  queryOptions({
    queryKey: ['dashboard', plan],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/dashboard', { params: { query: plan ? { plan_id: plan } : {} }, signal })),
  });

/** What waits for this person's decision, and where it is taken. */
export function decisionsOf({ decisions: d }: Pick<Dashboard, 'decisions'>) {
  return (
    [
      { key: 'reports', count: d.reports, to: '/bao-cao?state=closed' },
      { key: 'extensions', count: d.extensions, to: '/cho-duyet?muc=gia-han' },
      { key: 'answers', count: d.answers, to: '/cho-duyet' },
      { key: 'difficulties', count: d.difficulties, to: '/vuong-mac?state=open&state=escalated' },
    ] as const
  ).filter((row) => row.count > 0);
}

/** How many targets stand where. */
export function countLights(targets: readonly { light: string }[]): Record<Light, number> {
  const found: Record<Light, number> = { met: 0, behind: 0, no_data: 0 };
  for (const { light } of targets) if (light in found) found[light as Light] += 1;
  return found;
}

/** The states a duty is counted under, each duty once; the order of the chart. */
export const dutyStates = ['done', 'in_progress', 'no_answer', 'late', 'not_done'] as const;
export type DutyState = (typeof dutyStates)[number];

/** Where the duties behind a figure are listed, as of the day `on` of the figures. */
export function dutiesPath(
  filter: { state?: DutyState; agency?: string; plan?: string | undefined },
  on: string,
): string {
  const query = new URLSearchParams();
  if (filter.plan) query.set('plan', filter.plan);
  if (filter.agency) query.set('agency', filter.agency);
  const { state } = filter;
  if (state === 'late') query.set('late', 'late');
  else if (state === 'in_progress' || state === 'no_answer') {
    // Open and in time; what was answered as not started is under way, too.
    for (const status of state === 'no_answer' ? ['no_answer'] : ['not_started', 'in_progress'])
      query.append('status', status);
    query.set('due_from', on);
  } else if (state) query.set('status', state);
  const text = query.toString();
  return text ? `/nhiem-vu?${text}` : '/nhiem-vu';
}

/** Where the targets behind a light of this page are listed; the list tells the way there in finer steps. */
export function targetsPath(light: Light, plan: string | undefined): string {
  const fine = { met: ['reached'], behind: ['on_track', 'behind', 'missed'], no_data: ['no_data'] }[light];
  const query = new URLSearchParams(fine.map((value) => ['light', value]));
  if (plan) query.set('plan', plan);
  return `/chi-tieu?${query}`;
}

/** Targets that need a look come first: behind, then without a value, then met; within that the plan's order. */
export function bySeverity<T extends { light: string }>(targets: readonly T[]): T[] {
  const order: Record<string, number> = { behind: 0, no_data: 1, met: 2 };
  return targets
    .map((target, at) => ({ target, at }))
    .sort((a, b) => (order[a.target.light] ?? 3) - (order[b.target.light] ?? 3) || a.at - b.at)
    .map(({ target }) => target);
}
