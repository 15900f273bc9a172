import { queryOptions } from '@tanstack/react-query';
import { saveFile } from '~/features/agency/accounts';
import { ask, askFile } from '~/features/incident/ask';

export interface Drill {
  id: string;
  code: string;
  title: string;
  purpose: string;
  agency_id: string;
  agency_name: string;
  playbook: string;
  state: string;
  planned_on: string;
  started_at: string | null;
  ended_at: string | null;
  /** Minutes of the exercise in one on the wall. */
  speed: number;
  agencies: number;
  created_by: string;
  created_at: string;
  version: number;
}

/** Minutes of the exercise within which a milestone should be reached. */
export type Targets = Record<string, number | null>;

export interface Inject {
  id: string;
  minute: number;
  /** null: for all that take part. */
  agency_id: string | null;
  agency_name: string;
  title: string;
  text: string;
  expects: string;
  within_minutes: number | null;
  delivered_at: string | null;
}

export interface DrillDetail {
  drill: Drill;
  targets: Targets;
  agencies: { agency_id: string; agency_name: string; incident_id: string | null }[];
  injects: Inject[];
  review: string;
  /** Minutes of the exercise that passed; null: it has not begun. */
  minute: number | null;
  may_run: boolean;
  milestones: string[];
}

export interface ScoreLine {
  milestone: string;
  /** Minutes of the exercise; null: not reached, which is no zero. */
  minutes: number | null;
  target: number | null;
  verdict: string;
}

export interface Score {
  agencies: {
    agency_id: string;
    agency_name: string;
    incident_id: string | null;
    acted: boolean;
    milestones: ScoreLine[];
    answers: { inject_id: string; title: string; line: ScoreLine }[];
  }[];
  silent: number;
  in_time: number;
  late: number;
  not_reached: number;
  pending: number;
  minute: number | null;
}

export interface DrillBody {
  title: string;
  purpose: string;
  agency_id: string | null;
  playbook: string;
  planned_on: string | null;
  targets: Targets;
  agency_ids: string[];
}

export interface InjectBody {
  minute: number;
  agency_id: string | null;
  title: string;
  text: string;
  expects: string;
  within_minutes: number | null;
}

/** Most drills that the server gives at once. */
const MOST = 500;
/** A running drill moves while one looks. */
export const REFRESH_MS = 5000;

export const drillsQuery = queryOptions({
  queryKey: ['drill', 'list'],
  queryFn: ({ signal }) =>
    ask<{ items: Drill[]; total: number }>('GET', '/drills', { query: { limit: MOST }, signal }),
});

export const drillQuery = (id: string) =>
  queryOptions({
    queryKey: ['drill', 'one', id],
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => readDrill(id, signal),
  });

export const readDrill = (id: string, signal?: AbortSignal) =>
  ask<DrillDetail>('GET', '/drills/{id}', { path: { id }, ...(signal ? { signal } : {}) });

export const scoreQuery = (id: string, running: boolean) =>
  queryOptions({
    queryKey: ['drill', 'score', id],
    refetchInterval: running ? REFRESH_MS : false,
    queryFn: ({ signal }) => ask<Score>('GET', '/drills/{id}/score', { path: { id }, signal }),
  });

type Seen = Pick<Drill, 'id' | 'version'>;

export const planDrill = (body: DrillBody) => ask<DrillDetail>('POST', '/drills', { body });
export const saveDrill = ({ id, version }: Seen, body: DrillBody) =>
  ask<DrillDetail>('PUT', '/drills/{id}', { path: { id }, version, body });

export const saveInject = ({ id, version }: Seen, body: InjectBody, over: Inject | undefined) =>
  over
    ? ask<unknown>('PUT', '/drills/{id}/injects/{child}', { path: { id, child: over.id }, version, body })
    : ask<unknown>('POST', '/drills/{id}/injects', { path: { id }, body });

export const removeInject = (id: string, child: string) =>
  ask<unknown>('DELETE', '/drills/{id}/injects/{child}', { path: { id, child } });

export const drillStep = (id: string, step: 'start' | 'end' | 'drop', body: object = {}) =>
  ask<unknown>('POST', `/drills/{id}/${step}`, { path: { id }, ...(step === 'start' ? { body } : {}) });

export const saveReview = ({ id, version }: Seen, review: string) =>
  ask<unknown>('PUT', '/drills/{id}/review', { path: { id }, version, body: { review } });

export async function printDrill(id: string, format: string): Promise<void> {
  const { content, name } = await askFile('/drills/{id}/print', { path: { id }, query: { format } });
  saveFile(content, name);
}
