import { queryOptions } from '@tanstack/react-query';
import type { Schema } from '~/api/client';
import { saveFile } from '~/features/agency/accounts';
import { ask, askFile } from '~/features/incident/ask';

export type Drill = Required<Schema<'DrillInfo'>>;

/** Minutes of the exercise within which a milestone should be reached. */
export type Targets = Partial<Schema<'DrillTargetsWire'>>;

export type Inject = Required<Schema<'InjectInfo'>>;

type Parts = {
  targets: Targets;
  drill: Drill;
  agencies: Required<Schema<'DrillAgencyInfo'>>[];
  injects: Inject[];
};
export type DrillDetail = Omit<Required<Schema<'DrillDetail'>>, keyof Parts> & Parts;

export type ScoreLine = Required<Schema<'DrillLineInfo'>>;

type AgencyScore = Omit<Required<Schema<'DrillAgencyScore'>>, 'milestones' | 'answers'> & {
  milestones: ScoreLine[];
  answers: (Omit<Schema<'DrillAnswerInfo'>, 'line'> & { line: ScoreLine })[];
};
export type Score = Omit<Required<Schema<'DrillScore'>>, 'agencies'> & { agencies: AgencyScore[] };

export type DrillBody = Omit<Schema<'DrillBody'>, 'targets'> & { targets: Targets };

export type InjectBody = Schema<'InjectBody'>;

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
